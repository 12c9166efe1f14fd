import type pg from 'pg';
import { open } from './personal-data.js';
import { sealKeyContext, subjectKeyContext } from './wrapped-keys.js';

/** The keys in the database were made under another master key, or there is none for them here. */
export class WrongMasterKey extends Error {}

interface Wrapped {
  readonly wrapped: Buffer;
  readonly context: string;
}

/**
 * Compares a master key with a key that stands in the keys database under the one it was made with. Reads only.
 * An empty database takes any; `undefined` opens nothing.
 * @throws WrongMasterKey
 */
export async function assertMasterKey(keys: Pick<pg.Client, 'query'>, masterKey: Buffer | undefined): Promise<void> {
  const sample = (await sealKeyIn(keys)) ?? (await subjectKeyIn(keys));
  if (sample === undefined) return;
  if (masterKey === undefined || !opens(masterKey, sample))
    throw new WrongMasterKey('the keys in the keys database were made under another master key');
}

function opens(masterKey: Buffer, { wrapped, context }: Wrapped): boolean {
  try {
    open(masterKey, wrapped, context);
    return true;
  } catch {
    return false;
  }
}

async function sealKeyIn(keys: Pick<pg.Client, 'query'>): Promise<Wrapped | undefined> {
  if (!(await isThere(keys, 'seal_key'))) return undefined;
  const { rows } = await keys.query<{ version: number; wrapped: Buffer }>(
    'select version, wrapped from seal_key order by version desc limit 1',
  );
  return rows[0] && { wrapped: rows[0].wrapped, context: sealKeyContext(rows[0].version) };
}

/** What is here of a Daybook that did not seal its events yet. */
async function subjectKeyIn(keys: Pick<pg.Client, 'query'>): Promise<Wrapped | undefined> {
  if (!(await isThere(keys, 'subject_key'))) return undefined;
  const { rows } = await keys.query<{ school: string; subject: string; wrapped: Buffer }>(
    'select school, subject, wrapped from subject_key where wrapped is not null limit 1',
  );
  return rows[0] && { wrapped: rows[0].wrapped, context: subjectKeyContext(rows[0].school, rows[0].subject) };
}

async function isThere(keys: Pick<pg.Client, 'query'>, table: string): Promise<boolean> {
  const { rows } = await keys.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
  return rows[0]?.there === true;
}
