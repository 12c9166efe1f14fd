import { jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../apps/audit/audit.js';
import { freePort } from '../../libs/processes/ports.js';
import { clientOf } from '../support/intruder.js';
import { Launched } from '../support/launched.js';

jest.setTimeout(180_000);

let parent: string;
let data: string;
let daybook: Launched;
const clients: EventStoreDBClient[] = [];
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'daybook-access-'));
  await chmod(parent, 0o711);
  data = join(parent, 'data');
  await start();
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await daybook.stop();
  await rm(parent, { recursive: true });
});

async function start(): Promise<void> {
  daybook = new Launched(['--data', data, '--port', String(await freePort()), '--no-demo'], {
    EVENTSERVER_PORT: String(await freePort()),
  });
  await daybook.says('Daybook is ready');
}

/** What Daybook's own processes are told. */
const ownUrl = async (): Promise<URL> => {
  const told = JSON.parse(await readFile(join(data, 'endpoints.json'), 'utf8')) as { eventStoreUrl: string };
  return new URL(told.eventStoreUrl);
};
const passwordOf = async (login: string): Promise<string> =>
  (JSON.parse(await readFile(join(data, 'event-store/passwords.json'), 'utf8')) as Record<string, string>)[login]!;

async function as(login: string, password?: string): Promise<EventStoreDBClient> {
  const url = await ownUrl();
  url.username = login;
  url.password = login === '' ? '' : (password ?? (await passwordOf(login)));
  const client = clientOf(url.href);
  clients.push(client);
  return client;
}

const something = () => jsonEvent({ type: 'Happened', data: {} });
const errorOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) => (error as { type: string }).type,
  );
async function readOf(client: EventStoreDBClient, stream: string): Promise<void> {
  for await (const event of client.readStream(stream)) expect(event).toBeDefined();
}
async function readAllOf(client: EventStoreDBClient): Promise<void> {
  for await (const event of client.readAll({ maxCount: 1 })) expect(event).toBeDefined();
}

it('lets nobody in who shows no password, or a wrong one', async () => {
  for (const client of [await as(''), await as('daybook', 'wrong'), await as('admin', 'changeit')]) {
    for (const call of [
      () => client.appendToStream('filteringChange-1', something()),
      () => readOf(client, 'policy-900001'),
      () => readAllOf(client),
      () => client.tombstoneStream('policy-900001'),
    ])
      expect(await errorOf(call())).not.toBe('none');
  }
});

it('lets Daybook’s own account append and read, and neither delete nor change who may', async () => {
  const [client, admin, stream] = [await as('daybook'), await as('admin'), `hay-${randomUUID()}`];
  expect(await errorOf(client.appendToStream(stream, something()))).toBe('none');
  expect(await errorOf(readOf(client, stream))).toBe('none');
  expect(await errorOf(readAllOf(client))).toBe('none');
  for (const call of [
    () => client.deleteStream(stream),
    () => client.tombstoneStream(stream),
    () => client.setStreamMetadata(stream, { maxCount: 1 }),
    () => client.setStreamMetadata(stream, { acl: { deleteRoles: ['daybook'] } }),
    () => client.setStreamMetadata('$all', { acl: { deleteRoles: ['daybook'] } }),
    () => client.appendToStream('$settings', something()),
  ])
    expect(await errorOf(call())).toBe('access-denied');
  expect(await errorOf(readOf(client, stream))).toBe('none');
  expect(await errorOf(admin.tombstoneStream(stream))).toBe('none');
});

it('keeps what is secret in files of its owner', async () => {
  const folder = join(data, 'event-store');
  expect((await stat(folder)).mode & 0o077).toBe(0);
  const files = await readdir(folder);
  expect(files.sort()).toEqual(['authority.pem', 'passwords.json', 'server.key', 'server.pem']);
  for (const file of files) expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
});

it('has new passwords and a new certificate where the operator took the old ones away; an auditor reads on', async () => {
  const [password, certificate] = [await passwordOf('daybook'), await readFile(join(data, 'event-store/server.pem'))];
  await daybook.stop();
  // As in a data folder of an older Daybook, which has none of it.
  await rm(join(data, 'event-store'), { recursive: true });
  await start();
  expect(await passwordOf('daybook')).not.toBe(password);
  expect(await readFile(join(data, 'event-store/server.pem'))).not.toEqual(certificate);
  expect(await errorOf(readAllOf(await as('daybook', password)))).not.toBe('none');
  expect(await errorOf(readAllOf(await as('daybook')))).toBe('none');
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const replay = ['replay', '--from', '2026-01-01', '--to', tomorrow, '--data', data];
  expect([await audit(replay, {}, say, say), lines]).toEqual([0, []]);
});
