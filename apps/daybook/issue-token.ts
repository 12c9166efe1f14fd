import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { JWK } from 'jose';
import { hasCode } from '#libs/processes/error-code.js';
import { demoPerson, demoRoles } from './demo-people.js';
import { signToken } from './sign-token.js';

interface Wanted {
  readonly role: string | undefined;
  readonly school: string;
  /** The demo person of that role if left out. */
  readonly actor?: string | undefined;
  readonly hours?: number;
  readonly dataFolder: string;
}

/** A token signed with the key in the data folder. @throws an error that names the option that is wrong. */
export async function issueToken({ role: name, school, actor, hours = 8, dataFolder }: Wanted): Promise<string> {
  const role = demoRoles.find((known) => known === name);
  if (!role) throw new Error(name === undefined ? '--as: name a role' : '--as: there is no such role');
  if (!/^\d{6}$/.test(school)) throw new Error('--school: must be a URN of six digits');
  if (!(hours > 0 && hours <= 24)) throw new Error('--hours: must be a number up to 24');
  const key = await issuerKey(resolve(dataFolder));
  return signToken(key, { actor: actor ?? demoPerson(role, school), roles: [role], school }, hours);
}

async function issuerKey(folder: string): Promise<JWK> {
  try {
    return JSON.parse(await readFile(join(folder, 'issuer.jwk'), 'utf8')) as JWK;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new Error(`--data: there is no Daybook in ${folder} yet; run npm start first`, { cause: error });
  }
}
