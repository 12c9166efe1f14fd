import { AccessDeniedError, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../libs/postgres/embedded-postgres.js';
import { certificateFile, keyFile } from './secured-server.js';

/** The built server on its own, as a user starts it: with a PostgreSQL in a folder. */
class Standalone {
  output = '';
  private readonly process: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(...commandLine: string[]) {
    this.process = spawn(process.execPath, ['dist/apps/eventserver/main.js', ...commandLine], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.ended = new Promise((resolve) => this.process.once('close', (code) => resolve(code)));
  }

  /** Where it listens: `host:port`. */
  async address(): Promise<string> {
    for (;;) {
      const [, address] = /event server on esdb:\/\/([\d.:]+)/.exec(this.output) ?? [];
      if (address !== undefined) return address;
      if (this.process.exitCode !== null) throw new Error(`it ended:\n${this.output}`);
      await sleep(20);
    }
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.process.kill(signal);
    return this.ended;
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eventserver-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const event = jsonEvent({ type: 'Kept', data: { through: 'everything' } });
const contents = async (client: EventStoreDBClient, stream: string): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const { event: read } of client.readStream(stream)) found.push(read?.data);
  return found;
};

describe('the event server on its own', () => {
  it('keeps what it acknowledged in its folder when it is killed', async () => {
    const data = join(folder, 'plain');
    const first = new Standalone('--port', '0', '--data', data);
    const writer = EventStoreDBClient.connectionString(`esdb://${await first.address()}?tls=false`);
    await writer.appendToStream('kept', event);
    await first.end('SIGKILL');
    await writer.dispose();

    const second = new Standalone('--port', '0', '--data', data);
    const reader = EventStoreDBClient.connectionString(`esdb://${await second.address()}?tls=false`);
    expect(await contents(reader, 'kept')).toEqual([{ through: 'everything' }]);
    await reader.dispose();
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('verifies the log in its folder: one that is whole, and one of which an event was taken away', async () => {
    const data = join(folder, 'plain');
    const whole = new Standalone('--verify', '--data', data);
    expect(await whole.ended).toBe(0);
    expect(whole.output).toMatch(/^\d+ events read: all are as written$/m);

    const postgres = await startEmbeddedPostgres({ folder: data });
    const url = new URL(postgres.adminUrl);
    url.pathname = '/events';
    const owner = new pg.Client({ connectionString: url.href });
    await owner.connect();
    await owner.query(`alter table events disable trigger all; delete from events where position = 1;
      update events set event_id = gen_random_uuid() where position = 2; alter table events enable trigger all`);
    await owner.end();
    await postgres.stop();
    const robbed = new Standalone('--verify', '--data', data);
    expect(await robbed.ended).toBe(1);
    expect(robbed.output).toMatch(/the event at position 1 is missing/);
    expect(robbed.output).toMatch(/the event at position 2 is not what was written: its id differs/);
  });

  it('listens beyond this machine without TLS if it is told to know what that means', async () => {
    const data = join(folder, 'open');
    const server = new Standalone('--port', '0', '--data', data, '--host', '0.0.0.0', '--insecure-i-know');
    expect(await server.address()).toMatch(/^0\.0\.0\.0:\d+$/);
    expect(await server.end('SIGTERM')).toBe(0);
  });

  it('has users with TLS: their passwords are in files for its own account, and are never printed', async () => {
    const data = join(folder, 'secured');
    const pair = [certificateFile, keyFile].map((url) => fileURLToPath(url)) as [string, string];
    const secured = ['--port', '0', '--data', data, '--tls-cert', pair[0], '--tls-key', pair[1]];
    const first = new Standalone(...secured);
    await first.address();
    const files = [...first.output.matchAll(/the first password of the user (\w+) is in (\S+):/g)];
    expect(files.map(([, login]) => login)).toEqual(['admin', 'ops']);
    const passwords = await Promise.all(files.map(async ([, , file]) => (await readFile(file!, 'utf8')).trim()));
    for (const [, , file] of files) expect((await stat(file!)).mode & 0o777).toBe(0o600);
    for (const password of passwords) expect(first.output).not.toContain(password);
    expect(await first.end('SIGTERM')).toBe(0);

    const second = new Standalone(...secured);
    const address = await second.address();
    expect(second.output).not.toContain('password');
    const as = (login: string, password: string): EventStoreDBClient =>
      EventStoreDBClient.connectionString(`esdb://${login}:${password}@${address}?tls=true&tlsCAFile=${pair[0]}`);
    const [admin, ops, wrong] = [as('admin', passwords[0]!), as('ops', passwords[1]!), as('admin', 'guessed')] as const;
    await admin.appendToStream('kept', event);
    await admin.setStreamMetadata('kept', { acl: { readRoles: ['$admins'] } });
    expect(await contents(admin, 'kept')).toEqual([{ through: 'everything' }]);
    await expect(contents(ops, 'kept')).rejects.toThrow(AccessDeniedError);
    await expect(contents(wrong, 'kept')).rejects.toThrow(AccessDeniedError);
    await Promise.all([admin, ops, wrong].map((client) => client.dispose()));
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it.each([
    ['a host that others can reach, without TLS', ['--host', '0.0.0.0'], /asks nobody who they are/],
    ['a certificate without its key', ['--tls-cert', 'somewhere.pem'], /belong together/],
    ['a size that no append may have', ['--max-append-size', '17000000'], /at most 1 to 16777216/],
    ['another word for never', ['--scavenge', 'no'], /on-request or never, not no/],
    ['projections it does not know', ['--run-projections', 'all'], /none or system, not all/],
    ['a certificate that is not there', ['--tls-cert', 'no.pem', '--tls-key', 'no.pem'], /no such file.*no\.pem/],
  ])('does not start with %s', async (_, flags, reason) => {
    const server = new Standalone('--port', '0', '--data', join(folder, 'none'), ...flags);
    expect(await server.ended).toBe(1);
    expect(server.output).toMatch(reason);
  });
});
