import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from '../processes/error-code.js';
import { environment, type Account } from './postgres-account.js';
import { type Programs } from './postgres-programs.js';

const run = promisify(execFile);

/** No system gives a process this number. */
const nobodysPid = 2_147_483_647;

/**
 * Stops the server that a killed launcher left on `data`. The lock file's pid may have been given to another process
 * since, so nothing is signalled unless that process is a PostgreSQL server on this very folder.
 */
export async function stopLeftBehind(programs: Programs, data: string, account: Account): Promise<void> {
  const lockFile = join(data, 'postmaster.pid');
  const lock = await readFile(lockFile, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (lock === undefined) return;
  const pid = Number(lock.split('\n', 1)[0]);
  const command = await commandOf(pid);
  if (command === undefined) return;
  if (command.replaceAll('"', '').replace('postgres.exe', 'postgres').includes(`postgres -D ${data} `)) {
    await stopServer(programs, data, account);
  } else {
    // PostgreSQL would take the stranger for a running server and refuse to start. The rest of the file stays: by it
    // PostgreSQL still finds out whether a backend of the dead server holds the shared memory.
    await writeFile(lockFile, lock.replace(String(pid), String(nobodysPid)));
  }
}

/** Fast shutdown: sessions are ended, a checkpoint is written. Returns when the server has gone. */
export async function stopServer(programs: Programs, data: string, account: Account): Promise<void> {
  const stop = (mode: string): Promise<unknown> =>
    run(programs.pgCtl, ['stop', '--pgdata', data, '--mode', mode, '--wait', '--timeout', '60'], {
      ...account.ids,
      cwd: '/',
      env: environment(),
    });
  await stop('fast').catch(async (error: unknown) => {
    // It may have ended by itself in between; then there is no lock file, and nothing left to stop.
    if (!(await hasLockFile(data))) return;
    console.warn(`PostgreSQL did not stop in time, ending it at once: ${String(error)}`);
    await stop('immediate');
  });
}

async function hasLockFile(data: string): Promise<boolean> {
  return readFile(join(data, 'postmaster.pid')).then(
    () => true,
    () => false,
  );
}

/** The command line of a running process; undefined when there is no such process. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    const { stdout } =
      process.platform === 'win32'
        ? await run('powershell', [
            '-Command',
            `(Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}').CommandLine`,
          ])
        : await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.trim() === '' ? undefined : stdout;
  } catch {
    // Neither /proc nor ps answers for a process that does not exist.
    return undefined;
  }
}
