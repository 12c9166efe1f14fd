import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../libs/processes/ports.js';
import { Launched, runningProcesses } from '../support/launched.js';

describe('one command starts Daybook on this machine', () => {
  let parent: string;
  let data: string;
  let commandLine: string[];
  let environment: NodeJS.ProcessEnv;
  let daybook: Launched;

  beforeAll(async () => {
    parent = await mkdtemp(join(tmpdir(), 'daybook-launcher-'));
    await chmod(parent, 0o711);
    data = join(parent, 'data');
    commandLine = ['--data', data, '--port', String(await freePort()), '--no-demo'];
    environment = { EVENTSERVER_PORT: String(await freePort()) };
  });
  beforeEach(async () => {
    daybook = new Launched(commandLine, environment);
    await daybook.says('Daybook is ready');
  });
  afterEach(() => daybook.stop());
  afterAll(() => rm(parent, { recursive: true }));

  const stillRunning = (family: { pid: number; command: string }[]): string[] =>
    runningProcesses()
      .filter(({ pid, command }) => family.some((member) => member.pid === pid && member.command === command))
      .map(({ command }) => command);

  it('says where it is, keeps its secrets to itself, and leaves nothing running when it stops', async () => {
    expect(daybook.output).toContain(`GraphQL      http://127.0.0.1:${commandLine[3] ?? ''}/graphql`);
    expect(daybook.output).toContain(`Event store  esdb://localhost:${environment['EVENTSERVER_PORT'] ?? ''}?tls=true`);
    expect(daybook.output).toContain(`Data folder  ${data}`);

    const family = daybook.family();
    for (const name of ['eventserver', 'api', 'projector', 'worker']) {
      expect(family.filter(({ command }) => command.includes(`dist/apps/${name}/main.js`))).toHaveLength(1);
    }
    expect(await daybook.stop()).toBe(0);
    expect(stillRunning(family)).toEqual([]);
    expect(await readdir(data)).not.toContain('daybook.lock');

    const passwords = JSON.parse(await readFile(join(data, 'passwords.json'), 'utf8')) as Record<string, string>;
    const masterKey = await readFile(join(data, 'master.key'), 'utf8');
    const entries = JSON.parse(await readFile(join(data, 'event-store/passwords.json'), 'utf8')) as object;
    for (const secret of [...Object.values(passwords), ...(Object.values(entries) as string[]), masterKey.trim()]) {
      expect(daybook.output).not.toContain(secret);
      expect(family.map(({ command }) => command).join('\n')).not.toContain(secret);
    }
  });

  it('refuses a second copy on the same data folder, and the first goes on', async () => {
    const second = new Launched(commandLine, environment);
    expect(await second.exitCode).toBe(1);
    expect(second.output).toContain(`another Daybook (process ${daybook.pid}) already runs on this data folder`);
    expect(daybook.family()).not.toEqual([]);
  });

  it('starts a service again that died', async () => {
    const worker = daybook.family().find(({ command }) => command.includes('apps/worker/'));
    process.kill(worker!.pid, 'SIGKILL');
    await daybook.says('worker is ready again');
  });

  it('starts again after kill -9 of all its processes at once, with the same secrets', async () => {
    const masterKey = await readFile(join(data, 'master.key'), 'utf8');
    const family = daybook.family();
    for (const { pid } of [daybook, ...family]) process.kill(pid, 'SIGKILL');
    await daybook.exitCode;
    daybook = new Launched(commandLine, environment);
    await daybook.says('Daybook is ready');
    expect(await readFile(join(data, 'master.key'), 'utf8')).toBe(masterKey);
  });

  it('without its master key, or with another, it refuses in one line and makes no new one', async () => {
    await daybook.stop();
    const kept = join(parent, 'master.key');
    await rename(join(data, 'master.key'), kept);
    const told = `copy master.key from the data folder they were made with to ${join(data, 'master.key')}`;
    const other = { ...environment, DAYBOOK_MASTER_KEY: randomBytes(32).toString('base64') };
    try {
      for (const [each, reason] of [
        [environment, 'is missing'],
        [other, 'DAYBOOK_MASTER_KEY is another'],
      ] as const) {
        daybook = new Launched(commandLine, each);
        expect(await daybook.exitCode).toBe(1);
        const lines = daybook.output.split('\n').filter((line) => line.startsWith('Daybook cannot run: '));
        expect(lines).toEqual([expect.stringContaining(reason)]);
        expect(lines[0]).toContain(told);
        expect(await readdir(data)).not.toContain('master.key');
      }
    } finally {
      await rename(kept, join(data, 'master.key'));
    }
  });

  it('a new data folder on the databases of another Daybook changes nothing there', async () => {
    const other = join(parent, 'other');
    const commands = ['--data', other, '--port', String(await freePort()), '--no-demo'];
    const second = new Launched(commands, { DATABASE_URL: await adminUrlOf(data) });
    expect(await second.exitCode).toBe(1);
    expect(second.output).toContain(`${join(other, 'master.key')} is missing`);
    expect(await readdir(other)).toEqual([]);
    // The passwords of its roles are still those it knows.
    await daybook.stop();
    daybook = new Launched(commandLine, environment);
    await daybook.says('Daybook is ready');
  });

  it('starts again at once after kill -9 of the launcher alone, whose processes then end by themselves', async () => {
    const family = daybook.family();
    process.kill(daybook.pid, 'SIGKILL');
    await daybook.exitCode;
    daybook = new Launched(commandLine, environment);
    await daybook.says('Daybook is ready');
    while (stillRunning(family).length > 0) await sleep(100);
  });
});

async function adminUrlOf(data: string): Promise<string> {
  const cluster = join(data, 'postgresql');
  const password = (await readFile(join(cluster, 'password'), 'utf8')).trim();
  const port = (await readFile(join(cluster, 'data/postmaster.pid'), 'utf8')).split('\n')[3] ?? '';
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

describe('settings that are wrong', () => {
  it('end it with code 2, all of them named, before it has touched anything', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'daybook-launcher-'));
    const daybook = new Launched(['--data', join(parent, 'data'), '--port', 'http'], {
      DATABASE_URL: 'mysql://root:hunter2@db',
      DAYBOOK_MASTER_KEY: 'short',
    });
    expect(await daybook.exitCode).toBe(2);
    for (const name of ['--port', 'DATABASE_URL', 'DAYBOOK_MASTER_KEY'])
      expect(daybook.output).toContain(`${name} must be`);
    expect(daybook.output).not.toContain('hunter2');
    expect(await readdir(parent)).toEqual([]);
    await rm(parent, { recursive: true });
  });

  it('name the port that somebody else listens on', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'daybook-launcher-'));
    await chmod(parent, 0o711);
    const taken = new URL(process.env['TEST_POSTGRES_URL']!).port;
    const daybook = new Launched(['--data', join(parent, 'data'), '--port', taken]);
    expect(await daybook.exitCode).toBe(1);
    expect(daybook.output).toContain(`port ${taken} is in use; set DAYBOOK_PORT or --port to another one`);
    await rm(parent, { recursive: true });
  });
});
