import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../processes/error-code.js';
import { canEnter, postgresAccount, type Account } from './postgres-account.js';
import { sharedFolder } from './postgres-programs.js';

export const clusters = join(sharedFolder, 'clusters');
const pointer = 'postgresql-is-elsewhere.txt';
/** The way back: a file in a cluster that is elsewhere, with the path of its data folder. */
export const dataFolderOf = 'data-folder.txt';

/** The folder that holds one cluster (`data`), its superuser's password and its log, and the account it belongs to. */
export interface ClusterFolder {
  readonly path: string;
  readonly account: Account;
}

/**
 * The cluster lies in the data folder. Where the account that runs PostgreSQL cannot enter that folder (root's home, say),
 * it lies in a shared place instead, and a readable file in the data folder says where.
 */
export async function clusterFolder(dataFolder: string, say: (line: string) => void): Promise<ClusterFolder> {
  await mkdir(dataFolder, { recursive: true });
  const folder = await realpath(dataFolder);
  const recorded = await recordedPlace(folder);
  const path = recorded ?? join(folder, 'postgresql');
  const owner = await ownerOf(path);
  const uid = process.getuid?.();
  if (owner !== undefined && uid !== undefined && uid !== 0 && owner.uid !== uid) {
    throw new Error(`the database in ${path} belongs to user id ${owner.uid}; start Daybook as that user or as root`);
  }
  const account = await postgresAccount(owner, say);
  // Where it is it stays, whoever can enter by now: an empty one elsewhere must not take its place.
  if (recorded !== undefined || owner !== undefined || (await canEnter(account, folder)))
    return prepared(path, account);

  // Begun anew where a data folder was deleted: its old database must not come back under new keys.
  const outside = `${placeOf(folder)}-${randomBytes(4).toString('hex')}`;
  await writeFile(
    join(folder, pointer),
    `The PostgreSQL database of this data folder lies in\n${outside}\n` +
      `because user ${account.name}, who runs PostgreSQL, cannot enter this folder. Back up both.\n`,
  );
  for (const each of [sharedFolder, clusters]) {
    await mkdir(each, { recursive: true });
    await chmod(each, 0o755);
  }
  const cluster = await prepared(outside, account);
  await writeFile(join(outside, dataFolderOf), folder);
  return cluster;
}

async function recordedPlace(folder: string): Promise<string | undefined> {
  const file = join(folder, pointer);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const place = text.split('\n').find((line) => line.startsWith(`${placeOf(folder)}-`));
  if (place !== undefined) return place;
  // Two data folders with one database would each take the other's server for one left behind.
  throw new Error(
    `${file} names the database of another data folder, so this folder was moved or copied. After a move, rename that ` +
      `database to ${placeOf(folder)}-moved and write this into the file; after a copy, delete the file to begin with an empty one.`,
  );
}

/** Where the clusters of a data folder lie, without what tells one from the next. */
function placeOf(folder: string): string {
  return join(clusters, createHash('sha256').update(folder).digest('hex').slice(0, 16));
}

async function prepared(path: string, account: Account): Promise<ClusterFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { uid, gid } = account.ids;
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  return { path, account };
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
