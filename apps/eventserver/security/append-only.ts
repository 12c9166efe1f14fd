import { randomUUID } from 'node:crypto';
import type { PostgresEventLog } from '../store/postgres-event-log.js';
import { metadataEvent } from '../store/system-events.js';
import { dataOfRecord } from '../store/stream-states.js';
import { hashed, matches } from './password.js';
import { admins, operators, type UserStore } from './user-store.js';

/** The one account that records, and that can neither take away nor change what it has recorded. */
export interface AppendOnly {
  readonly login: string;
  readonly password: string;
}

/** Names and passwords that are in force from this start on, whatever was before. */
export async function keepAccounts(users: UserStore, passwords: ReadonlyMap<string, string>): Promise<void> {
  const groups = new Map([
    ['admin', [admins]],
    ['ops', [operators]],
  ]);
  await Promise.all(
    [...passwords].map(async ([login, password]) => {
      const user = users.get(login);
      if (user && !user.disabled && (await matches(password, user.password))) return;
      const wanted = { groups: groups.get(login) ?? [], password: await hashed(password), disabled: false };
      if (user) await users.update(login, wanted);
      else await users.create({ login, fullName: login, ...wanted, updated: new Date() });
    }),
  );
}

/**
 * Writes the access lists by which this account alone may read and append, and only administrators delete, or write
 * metadata and system streams. They are EventStoreDB's own: the same two events do it there.
 */
export async function keepAppendOnly(log: PostgresEventLog, { login }: AppendOnly): Promise<void> {
  const [administrators, recorder] = [[admins], [login, admins]];
  await keep(log, '$settings', {
    $userStreamAcl: { $r: recorder, $w: recorder, $d: administrators, $mr: administrators, $mw: administrators },
    $systemStreamAcl: {
      $r: administrators,
      $w: administrators,
      $d: administrators,
      $mr: administrators,
      $mw: administrators,
    },
  });
  await keep(log, '$$$all', { $acl: { $r: recorder } });
}

async function keep(log: PostgresEventLog, stream: string, wanted: object): Promise<void> {
  const data = Buffer.from(JSON.stringify(wanted));
  const view = await log.viewStream(stream);
  const [newest] = await log.readStream(stream, view, { direction: 'backwards', from: undefined, limit: 1 });
  if (newest && data.equals(dataOfRecord(newest.record))) return;
  const event = stream.startsWith('$$')
    ? metadataEvent(data)
    : { id: randomUUID(), type: 'update', contentType: 'application/json', data, metadata: new Uint8Array(0) };
  await log.append(stream, 'any', [event]);
}
