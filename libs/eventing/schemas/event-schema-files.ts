import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { EventCodec } from './event-codec.js';
import { eventSample, makeSample, sampleKeys, type EventSample } from './event-samples.js';
import { subjectOf, type EventCategory } from './event-schemas.js';
import type { RecordedEvent } from '../log/stored-event.js';

/**
 * One shape of one event type as it is on record for ever: what stands in the store, which of it is personal and under
 * whose key, and a golden sample. The file is written once; a sample is never made anew, for the log never is either.
 */
interface EventSchemaFile {
  readonly title: string;
  readonly schema: unknown;
  readonly personal: readonly { readonly path: string; readonly key: string }[];
  readonly sample: EventSample;
}

interface Shape {
  readonly category: EventCategory;
  readonly type: string;
  readonly version: number;
}

/** What is wrong with the files: empty when every event ever written can still be read. */
export type Faults = readonly string[];

/** Adds the files of new event types and versions. Files that are there stay as they are. */
export async function writeEventSchemas(folder: string, categories: readonly EventCategory[]): Promise<void> {
  for (const shape of shapesOf(categories)) {
    const path = join(folder, nameOf(shape));
    const file: EventSchemaFile = {
      ...described(shape),
      sample: makeSample(shape.category, shape.type, shape.version),
    };
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { flag: 'wx' }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

/**
 * Compares the files with the code, both ways, and reads every golden sample as a stored event is read.
 * `fold` is given each sample in its newest shape and throws if something cannot follow it.
 */
export async function checkEventSchemas(
  folder: string,
  categories: readonly EventCategory[],
  fold: (event: RecordedEvent) => void,
): Promise<Faults> {
  const onDisk = new Set(await filesIn(folder));
  const codec = new EventCodec(categories, sampleKeys);
  const faults: string[] = [];
  for (const shape of shapesOf(categories)) {
    const name = nameOf(shape);
    if (!onDisk.delete(name)) {
      faults.push(`${name} is missing: run \`npm run schema\` and commit it`);
      continue;
    }
    const { sample, ...committed } = JSON.parse(await readFile(join(folder, name), 'utf8')) as EventSchemaFile;
    if (!isDeepStrictEqual(committed, JSON.parse(JSON.stringify(described(shape))))) {
      faults.push(`${name} is not what the code says: an event on record never changes; add a version with \`.next\``);
    }
    try {
      fold(await readSample(codec, shape, sample));
    } catch (error) {
      faults.push(`the sample in ${name} can no longer be read: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
  return [...faults, ...[...onDisk].map((name) => `${name} is on record, but the code does not know it any more`)];
}

const shapesOf = (categories: readonly EventCategory[]): Shape[] =>
  categories.flatMap((category) =>
    Object.entries(category.types).flatMap(([type, { versions }]) =>
      versions.map((_, index) => ({ category, type, version: index + 1 })),
    ),
  );

const nameOf = ({ category, type, version }: Shape): string => `${category.category}/${type}.v${version}.json`;

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''))
    .sort();
}

function described(shape: Shape): Omit<EventSchemaFile, 'sample'> {
  const { schema, personalPaths } = versionOf(shape);
  return {
    title: `${shape.type}, version ${shape.version}`,
    schema: {
      ...z.toJSONSchema(schema, { override: ({ zodSchema, jsonSchema }) => describeSealed(zodSchema, jsonSchema) }),
      ...(personalPaths.length > 0 && { $defs: { sealedText } }),
    },
    personal: personalPaths.map(({ path, subject }) => ({ path: path.join('.'), key: subject })),
  };
}

/** A personal text is described as it is stored. */
function describeSealed(schema: z.core.$ZodType, description: z.core.JSONSchema.BaseSchema): void {
  const subject = subjectOf(schema as z.ZodType);
  if (subject === undefined) return;
  for (const keyword of Object.keys(description)) Reflect.deleteProperty(description, keyword);
  const key = subject === 'record' ? 'the record' : `the person in '${subject}'`;
  Object.assign(description, { description: `personal: sealed under the key of ${key}`, $ref: '#/$defs/sealedText' });
}

const strictObject = (properties: Record<string, unknown>): Record<string, unknown> => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const sealedText = strictObject({
  $sealed: strictObject({ subject: { type: 'string' }, box: { type: 'string', contentEncoding: 'base64' } }),
});

/** As every stored event is read, and checked against the newest shape besides. */
async function readSample(codec: EventCodec, shape: Shape, stored: unknown): Promise<RecordedEvent> {
  const { eventId, stream, data, metadata } = eventSample.parse(stored);
  if (metadata.schemaVersion !== shape.version) throw new Error('it is of another version');
  const { type } = shape;
  const [event] = await codec.decode([{ eventId, stream, revision: 0, position: 0n, type, data, metadata }]);
  if (!event) throw new Error('it was not read');
  typeOf(shape).versions.at(-1)?.schema.parse(event.data);
  return event;
}

function typeOf({ category: { category, types }, type }: Shape) {
  const eventType = types[type];
  if (!eventType) throw new Error(`${category} has no ${type}`);
  return eventType;
}

function versionOf(shape: Shape) {
  const found = typeOf(shape).versions[shape.version - 1];
  if (!found) throw new Error(`${shape.type} has no version ${shape.version}`);
  return found;
}
