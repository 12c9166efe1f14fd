import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { generatePasswords, type Passwords } from '#libs/postgres/provision.js';
import { hasCode } from '#libs/processes/error-code.js';

/** What only this data folder knows. Made on the first start, kept in files that only their owner can read. */
export interface Secrets {
  readonly passwords: Passwords;
  /** 32 bytes in base64: without it no personal data can be read again. */
  readonly masterKey: string;
  /** Private: signs the demo's tokens. */
  readonly issuerKey: JWK;
}

export async function loadSecrets(dataFolder: string, givenMasterKey: string | undefined): Promise<Secrets> {
  const file = (name: string): string => join(dataFolder, name);
  const passwords = await kept(file('passwords.json'), () => JSON.stringify(generatePasswords()));
  const issuerKey = await kept(file('issuer.jwk'), async () => JSON.stringify(await newIssuerKey()));
  return {
    // A role that came with a newer Daybook has none in the file: it gets one at each start.
    passwords: { ...generatePasswords(), ...(JSON.parse(passwords) as Passwords) },
    masterKey: await loadMasterKey(file('master.key'), givenMasterKey),
    issuerKey: JSON.parse(issuerKey) as JWK,
  };
}

/** The master key that a start would use; undefined where it would make a new one. Nothing is written. */
export async function knownMasterKey(dataFolder: string, given: string | undefined): Promise<string | undefined> {
  return given ?? (await read(join(dataFolder, 'master.key')))?.trim();
}

async function loadMasterKey(file: string, given: string | undefined): Promise<string> {
  if (given === undefined) return (await kept(file, () => randomBytes(32).toString('base64'))).trim();
  const own = await read(file);
  if (own !== undefined && own.trim() !== given) {
    throw new Error(
      `DAYBOOK_MASTER_KEY is not the key in ${file}, under which the personal data here are sealed; unset it or set it to that key`,
    );
  }
  return given;
}

async function newIssuerKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}

/** What the API needs to check a token, and no more. */
export function publicPart({ kty, crv, x, y, alg, use, kid }: JWK): object {
  return { kty, crv, x, y, alg, use, kid };
}

/** The file's content; made and on disk before anything uses it. */
async function kept(file: string, make: () => string | Promise<string>): Promise<string> {
  const before = await read(file);
  if (before !== undefined) return before;
  const content = await make();
  const unfinished = await open(`${file}.unfinished`, 'w', 0o600);
  try {
    await unfinished.writeFile(content + '\n');
    await unfinished.sync();
  } finally {
    await unfinished.close();
  }
  await rename(`${file}.unfinished`, file);
  return content;
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}
