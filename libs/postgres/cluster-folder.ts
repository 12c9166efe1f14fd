import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../processes/error-code.js';
import { canEnter, postgresAccount, type Account } from './postgres-account.js';
import { sharedFolder } from './postgres-programs.js';

const pointer = 'postgresql-is-elsewhere.txt';

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
  const inside = join(folder, 'postgresql');
  const outside = join(sharedFolder, 'clusters', createHash('sha256').update(folder).digest('hex').slice(0, 16));

  const recorded = await readFile(join(folder, pointer), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (recorded !== undefined && !recorded.split('\n').includes(outside)) {
    throw new Error(
      `${join(folder, pointer)} names the database of another data folder, so this folder was copied or moved. ` +
        `After a move, move the database that the file names to ${outside} and write that path into the file; ` +
        'after a copy, delete the file to begin with an empty database.',
    );
  }

  const owner = await ownerOf(recorded === undefined ? inside : outside);
  const account = await postgresAccount(owner, say);
  const uid = process.getuid?.();
  if (owner !== undefined && uid !== undefined && uid !== 0 && owner !== uid) {
    throw new Error(`the database in ${inside} belongs to user id ${owner}; start Daybook as that user or as root`);
  }
  if (recorded === undefined && (await canEnter(account, folder))) return prepared(inside, account);

  await mkdir(join(sharedFolder, 'clusters'), { recursive: true });
  await chmod(sharedFolder, 0o755);
  await chmod(join(sharedFolder, 'clusters'), 0o755);
  const cluster = await prepared(outside, account);
  const text = `The PostgreSQL database of this data folder lies in\n${outside}\nbecause user ${account.name}, who runs PostgreSQL, cannot enter this folder. Back up both.\n`;
  if (recorded === undefined) await writeFile(join(folder, pointer), text);
  return cluster;
}

async function prepared(path: string, account: Account): Promise<ClusterFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { uid, gid } = account.ids;
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  return { path, account };
}

async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).uid;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
