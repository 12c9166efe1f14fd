import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Supervisor } from './supervisor.js';

describe('a supervised service', () => {
  let folder: string;
  let said: string[];
  let gaveUp: Error[];
  let supervisor: Supervisor;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'daybook-service-'));
    said = [];
    gaveUp = [];
  });
  afterEach(async () => {
    await supervisor.stop();
    await rm(folder, { recursive: true });
  });

  async function supervise(code: string): Promise<void> {
    const module = join(folder, 'service.mjs');
    await writeFile(module, code);
    supervisor = new Supervisor(
      { name: 'service', module, environment: { GREETING: 'hello' } },
      (line) => said.push(line),
      (reason) => gaveUp.push(reason),
    );
  }

  const heard = async (text: string, times = 1): Promise<void> => {
    while (said.filter((line) => line.includes(text)).length < times)
      await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('is started when it says it is ready, with the environment it was given and no other', async () => {
    await supervise(`
      console.log(process.env.GREETING, process.env.HOME);
      setInterval(() => {}, 1000);
      process.send({ ready: true, address: '127.0.0.1:1' });`);
    expect(await supervisor.start()).toBe('127.0.0.1:1');
    await heard('service: hello undefined');
  });

  it('that ends before it is ready fails the start with its outcome', async () => {
    await supervise('process.exit(3)');
    await expect(supervisor.start()).rejects.toThrow('service ended before it was ready (exit code 3)');
  });

  it('is started again when it dies', async () => {
    await supervise(`
      console.log('up', process.pid);
      process.send({ ready: true });
      setInterval(() => {}, 1000);`);
    await supervisor.start();
    await heard('up');
    process.kill(Number(said[0]?.split(' ').at(-1)), 'SIGKILL');
    await heard('is ready again');
    expect(said).toContain('service ended unexpectedly (SIGKILL), starting it again in 0.25 s');
    expect(gaveUp).toEqual([]);
  });

  it('is given up, with the reason, when it keeps dying', async () => {
    await supervise(`process.send({ ready: true }, () => process.exit(9));`);
    await supervisor.start();
    while (gaveUp.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(gaveUp.map(String)).toEqual(['Error: service failed 5 times within a minute, the last time: exit code 9']);
  });

  it('is asked to end, and not started again', async () => {
    await supervise(`
      process.once('SIGTERM', () => { console.log('ending'); setTimeout(() => process.exit(0), 100); });
      process.send({ ready: true });
      setInterval(() => {}, 1000);`);
    await supervisor.start();
    await supervisor.stop();
    await heard('service: ending');
    expect(said).toEqual(['service: ending']);
  });
});
