import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { sampleMetadata } from './event-samples.js';
import type { Faults } from './event-schema-files.js';
import { eventMetadata } from '../log/stored-event.js';

/** The names that stand beside events: on record for ever, and matched on by clients. */
interface Names {
  readonly roles: readonly string[];
  readonly refusals: readonly string[];
}

/** The metadata of every event as they are on record: their shape, every name ever written there, a golden sample. */
interface MetadataFile extends Names {
  readonly schema: unknown;
  readonly sample: unknown;
}

/** Brings the file up to date: names are added and none is taken away, and the sample that is there stays as it is. */
export async function writeMetadataFile(file: string, names: Names): Promise<void> {
  const committed = await read(file);
  await writeFile(file, textOf(upToDate(committed, names)));
}

/** Compares the file with the code: a role or a refusal code that was renamed is a fault, as is a sample not read. */
export async function checkMetadataFile(file: string, names: Names): Promise<Faults> {
  const committed = await read(file);
  if (!committed) return ['it is missing: run `npm run schema` and commit it'];
  const lost = [
    ...missing(committed.roles, names.roles).map((role) => `the role '${role}'`),
    ...missing(committed.refusals, names.refusals).map((code) => `the refusal code '${code}'`),
  ];
  const faults = lost.map((name) => `${name} is on record, but the code does not know it: a name is never changed`);
  if (!eventMetadata.safeParse(committed.sample).success) faults.push('the golden sample can no longer be read');
  if (textOf(committed) !== textOf(upToDate(committed, names)))
    faults.push('it is not up to date: run `npm run schema` and commit it');
  return faults;
}

const upToDate = (committed: MetadataFile | undefined, names: Names): MetadataFile => ({
  schema: z.toJSONSchema(eventMetadata, { io: 'input' }),
  roles: inOrder(committed?.roles ?? [], names.roles),
  refusals: inOrder(committed?.refusals ?? [], names.refusals),
  sample: committed?.sample ?? sampleMetadata(1),
});

const inOrder = (...names: (readonly string[])[]): string[] => [...new Set(names.flat())].sort();
const missing = (recorded: readonly string[], known: readonly string[]): string[] =>
  recorded.filter((name) => !known.includes(name));
const textOf = (file: MetadataFile): string => `${JSON.stringify(file, null, 2)}\n`;

async function read(file: string): Promise<MetadataFile | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as MetadataFile);
}
