import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Writes a generated password where only the account of the server can read it, and says where that is: what a service
 * prints is kept by journals, often for ever and readable for many.
 */
export function keepFirstPassword(folder: string | undefined, login: string, password: string): void {
  const variable = `EVENTSERVER_${login.toUpperCase()}_PASSWORD`;
  if (folder === undefined)
    throw new Error(`${variable} is not set, and without --data there is no folder for a password generated instead`);
  mkdirSync(folder, { recursive: true });
  const file = resolve(folder, `first-password-of-${login}`);
  // One of a start that failed may be there, and would keep whatever rights it has.
  rmSync(file, { force: true });
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  console.log(`the first password of the user ${login} is in ${file}: change it, then remove the file`);
}
