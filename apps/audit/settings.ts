import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** Settings that are missing or wrong; names them, never their values: these may be passwords. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const url = (...protocols: string[]): z.ZodString =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );
const postgres = url('postgres:', 'postgresql:');

const rules = {
  EVENTSTORE_URL: url('esdb:', 'esdb+discover:'),
  /** The projector's role: it alone sees the rows of every school. */
  READ_DATABASE_URL: postgres,
  KEYS_DATABASE_URL: postgres,
  DAYBOOK_MASTER_KEY: z
    .base64()
    .refine((value) => Buffer.from(value, 'base64').length === 32, 'must be 32 bytes in base64'),
};

export type Setting = keyof typeof rules;

/** What a running Daybook leaves in its data folder about where its parts listen. */
const endpoints = z.object({
  eventStoreUrl: z.string(),
  connections: z.object({ projector: z.string(), keys: z.string() }),
});

/** The wanted settings, and no others: an auditor without the keys can read the sealed history. Environment before data folder. */
export async function readSettings<S extends Setting>(
  wanted: readonly S[],
  environment: NodeJS.ProcessEnv,
  dataFolder: string,
): Promise<Record<S, string>> {
  const given = (name: S): string | undefined => environment[name] || undefined;
  const kept = wanted.every((name) => given(name) !== undefined) ? {} : await fromDataFolder(resolve(dataFolder));
  const problems: string[] = [];
  const settings = wanted.map((name) => {
    const value = given(name) ?? kept[name];
    const { error } = rules[name].safeParse(value);
    const [wrong] = error?.issues ?? [];
    if (value === undefined) {
      problems.push(`${name} is not set, and no Daybook runs on ${resolve(dataFolder)} (--data) that would tell it`);
    } else if (wrong) {
      problems.push(`${name} ${wrong.message}`);
    }
    return [name, value];
  });
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
  return Object.fromEntries(settings) as Record<S, string>;
}

async function fromDataFolder(folder: string): Promise<Partial<Record<Setting, string>>> {
  const masterKey = await contentOf(join(folder, 'master.key'));
  const written = await contentOf(join(folder, 'endpoints.json'));
  const { success, data } = endpoints.safeParse(written === undefined ? undefined : parsed(written));
  return {
    ...(masterKey !== undefined && { DAYBOOK_MASTER_KEY: masterKey.trim() }),
    ...(success && {
      EVENTSTORE_URL: data.eventStoreUrl,
      READ_DATABASE_URL: data.connections.projector,
      KEYS_DATABASE_URL: data.connections.keys,
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function contentOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES') throw new SettingsError(`${file} may be read only by the account that runs Daybook`);
    throw error;
  });
}
