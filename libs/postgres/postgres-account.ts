import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The operating system account that PostgreSQL runs under. */
export interface Account {
  readonly name: string;
  /** Passed to child processes; empty when it is our own account. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/** What PostgreSQL's programs see of our environment: nothing secret, no PG* variable, one language, one time zone. */
export function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LC_ALL: 'C', TZ: 'UTC' };
}

/** PostgreSQL refuses to run as root, so root lends it another account: the one that owns the cluster, if there is one. */
export async function postgresAccount(
  owner: { readonly uid: number; readonly gid: number } | undefined,
  say: (line: string) => void,
): Promise<Account> {
  if (process.getuid?.() !== 0) return { name: process.env['USER'] ?? 'the current user', ids: {} };
  if (owner !== undefined && owner.uid !== 0)
    return { name: `id ${owner.uid}`, ids: { uid: owner.uid, gid: owner.gid } };
  const known = (await lookUp('postgres')) ?? (await lookUp('daybook'));
  if (known !== undefined) return known;
  try {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'daybook']);
    say('created the system user daybook: PostgreSQL refuses to run as root');
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    say(`PostgreSQL runs as the user nobody: it refuses to run as root, and no user could be created (${reason})`);
  }
  const account = (await lookUp('daybook')) ?? (await lookUp('nobody'));
  if (account === undefined)
    throw new Error('PostgreSQL refuses to run as root, and there is no other user to run it as');
  return account;
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, ids: { uid: Number(uid.stdout), gid: Number(gid.stdout) } };
  } catch {
    // `id` fails exactly when there is no such user.
    return undefined;
  }
}

/** Whether the account can enter a folder: every folder above it must let it pass. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  if (account.ids.uid === undefined) return true;
  return run('test', ['-x', folder], { ...account.ids, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
