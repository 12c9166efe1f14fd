import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clusters, dataFolderOf } from '../../libs/postgres/cluster-folder.js';

const run = promisify(execFile);
const prefix = 'daybook-run-';

/**
 * Gives a run one folder for all that its specs keep on the disk, and takes away first what runs have left that were
 * killed. The folder's name says which process it belongs to.
 */
export async function beginRun(): Promise<{ folder: string; end: () => Promise<void> }> {
  const outside = tmpdir();
  for (const name of await readdir(outside))
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length).split('-')[0])))
      await remove(join(outside, name));
  const folder = join(outside, `${prefix}${process.pid}-${randomBytes(4).toString('hex')}`);
  // Root's PostgreSQL runs under another account, which has to pass through here.
  await mkdir(folder, { mode: 0o711 });
  const variables = process.platform === 'win32' ? ['TEMP', 'TMP'] : ['TMPDIR'];
  // Whoever asks for the temporary folder from here on, in the workers and in what they start, gets this one.
  for (const variable of variables) process.env[variable] = folder;
  return { folder, end: () => remove(folder) };
}

/** Ends every process that a run has left, by the folder in its command line, and removes the folder. */
async function remove(folder: string): Promise<void> {
  const places = [folder, ...(await clustersOf(folder))];
  for (const pid of await processesAt(places)) process.kill(pid, 'SIGKILL');
  while ((await processesAt(places)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const place of places) await rm(place, { recursive: true, force: true });
}

/** The clusters that are elsewhere because PostgreSQL's account could not enter their data folders. */
async function clustersOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(clusters).catch(() => [])) {
    const place = join(clusters, name);
    const of = await readFile(join(place, dataFolderOf), 'utf8').catch(() => '');
    if (of.startsWith(`${folder}/`)) found.push(place);
  }
  return found;
}

async function processesAt(places: readonly string[]): Promise<number[]> {
  if (process.platform === 'win32') return [];
  const { stdout } = await run('ps', ['-ww', '-A', '-o', 'pid=,command=']);
  return stdout
    .split('\n')
    .filter((line) => places.some((place) => line.includes(`${place}/`)) && !line.includes('<defunct>'))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
