import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../libs/processes/ports.js';

/** Whether this machine has a ClamAV daemon to test with. */
export const clamdIsInstalled = spawnSync('clamd', ['--version']).status === 0;

/** What the daemon's only signature finds. */
export const finding = 'INVENTED-FINDING-FOR-TESTS';

interface Limits {
  readonly streamMaxLength: number;
  readonly maxFileSize: number;
  readonly alertExceedsMax: boolean;
}

/** A real ClamAV daemon with one harmless signature of our own, on a free port, in a folder of its own. */
export async function startClamd(limits: Limits): Promise<{ address: string; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-clamd-'));
  const port = await freePort();
  await writeFile(join(folder, 'invented.ndb'), `Invented.Finding:0:*:${Buffer.from(finding).toString('hex')}\n`);
  const configuration = join(folder, 'clamd.conf');
  await writeFile(
    configuration,
    `DatabaseDirectory ${folder}
TemporaryDirectory ${folder}
TCPSocket ${port}
TCPAddr 127.0.0.1
Foreground yes
StreamMaxLength ${limits.streamMaxLength}
MaxFileSize ${limits.maxFileSize}
MaxScanSize ${limits.maxFileSize}
AlertExceedsMax ${limits.alertExceedsMax ? 'yes' : 'no'}
`,
  );
  const clamd = spawn('clamd', ['-c', configuration], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => clamd.once('exit', () => resolve()));
  const died = ended.then(() => Promise.reject(new Error('clamd has ended')));
  await Promise.race([listening(port), died]);
  died.catch(() => undefined);
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      clamd.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const there = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.end());
    });
    if (there) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
