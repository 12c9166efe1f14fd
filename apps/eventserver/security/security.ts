import type { PostgresEventLog } from '../store/postgres-event-log.js';
import { AccessLists } from './access-lists.js';
import { keepAccounts, keepAppendOnly, type AppendOnly } from './append-only.js';
import { Authentication } from './authentication.js';
import { Guard } from './guard.js';
import { Permissions } from './permissions.js';
import { UserStore, type UserStoreOptions } from './user-store.js';

/** With a certificate there are users, and each may do what the access control lists say. */
export interface SecurityOptions extends Pick<UserStoreOptions, 'firstPasswords' | 'announce'> {
  /** In PEM, with the certificates between it and the authority, if any. */
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** If there is one, all passwords given are put in force at each start, and nobody but it and administrators comes in. */
  readonly appendOnly?: AppendOnly | undefined;
}

export interface Security {
  readonly users: UserStore;
  readonly guard: Guard;
}

export async function openSecurity(
  options: SecurityOptions,
  database: Pick<UserStoreOptions, 'databaseUrl' | 'ownerUrl'>,
  log: PostgresEventLog,
): Promise<Security> {
  const users = await UserStore.open({ ...options, ...database });
  const { appendOnly, firstPasswords } = options;
  if (appendOnly) {
    try {
      await keepAccounts(users, new Map([...Object.entries(firstPasswords), [appendOnly.login, appendOnly.password]]));
      await keepAppendOnly(log, appendOnly);
    } catch (error) {
      await users.close();
      throw error;
    }
  }
  return { users, guard: new Guard(new Authentication(users), new Permissions(new AccessLists(log))) };
}
