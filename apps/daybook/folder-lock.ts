import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '#libs/processes/error-code.js';

interface Holder {
  readonly pid: number;
  /** When the process began: a pid alone may by now be another process. */
  readonly began: string;
}

/** Takes the data folder for this process, or throws naming the process that has it. Answers how to give it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, 'daybook.lock');
  const ours = join(folder, `daybook.lock.${randomBytes(6).toString('hex')}`);
  const holder: Holder = { pid: process.pid, began: (await beginning(process.pid)) ?? '' };
  await writeFile(ours, JSON.stringify(holder), { mode: 0o644, flag: 'wx' });
  try {
    while (!(await taken(ours, lock)) && !(await takenOver(ours, lock))) await sleep(50);
  } finally {
    await rm(ours, { force: true });
  }
  return () => rm(lock);
}

/** A link either appears with its whole content or fails, whoever else tries at the same time. */
async function taken(ours: string, lock: string): Promise<boolean> {
  return link(ours, lock).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    },
  );
}

/** Takes the lock of a holder that has died. One starter at a time looks and takes, or two would both find it stale. */
async function takenOver(ours: string, lock: string): Promise<boolean> {
  const guard = `${lock}.takeover`;
  try {
    await mkdir(guard);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    await removeForgotten(guard);
    return false;
  }
  try {
    const text = await readFile(lock, 'utf8');
    const { pid, began } = JSON.parse(text) as Holder;
    if ((await beginning(pid)) === began) {
      throw new Error(
        `another Daybook (process ${pid}) already runs on this data folder; stop it first, or use --data`,
      );
    }
    await rename(ours, lock);
    return true;
  } catch (error) {
    // Its holder gave it back in between.
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  } finally {
    await rmdir(guard);
  }
}

/** Looking and taking lasts milliseconds; who was killed in the middle of it leaves the guard behind. */
async function removeForgotten(guard: string): Promise<void> {
  try {
    if (Date.now() - (await stat(guard)).mtimeMs > 5_000) await rmdir(guard);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** What tells this process from a later one with the same number; undefined when no such process runs. */
async function beginning(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (hasCode(error, 'ESRCH')) return undefined;
    }
    return 'unknown';
  }
  try {
    const [boot, status] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The fields after the command, which stands in parentheses and may itself hold spaces: state first, start time 20th.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${boot.trim()} ${fields[19] ?? ''}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}
