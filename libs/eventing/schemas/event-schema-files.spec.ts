import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { checkEventSchemas, writeEventSchemas } from './event-schema-files.js';
import { event, eventCategory, personal, type EventTypes } from './event-schemas.js';
import type { RecordedEvent } from '../log/stored-event.js';

const text = personal(z.string(), 'record');
const first = event(z.strictObject({ site: text, until: z.iso.datetime() }));
const second = first.next(z.strictObject({ target: text, until: z.iso.datetime() }), ({ site, until }) => ({
  target: site,
  until,
}));
const visits = (types: EventTypes) => [eventCategory('visit', types)];
const noFold: (event: RecordedEvent) => void = () => undefined;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'event-schemas-'))));
afterEach(() => rm(folder, { recursive: true }));
const fileOf = (version: number): string => join(folder, `visit/SiteVisited.v${version}.json`);

describe('the files of the events', () => {
  it('say what is stored, what of it is personal under whose key, and hold a sealed sample', async () => {
    await writeEventSchemas(folder, visits({ SiteVisited: first }));
    const written = await readFile(fileOf(1), 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      schema: {
        properties: { site: { $ref: '#/$defs/sealedText' }, until: { format: 'date-time' } },
        required: ['site', 'until'],
        additionalProperties: false,
      },
      personal: [{ path: 'site', key: 'record' }],
      sample: { data: { site: { $sealed: { box: expect.any(String) as string } } }, metadata: { schemaVersion: 1 } },
    });
    expect(written).not.toContain('the site');
  });

  it('are written once: a new version adds its file and leaves the others as they are', async () => {
    await writeEventSchemas(folder, visits({ SiteVisited: first }));
    const before = await readFile(fileOf(1), 'utf8');
    await writeEventSchemas(folder, visits({ SiteVisited: second }));
    expect(await readFile(fileOf(1), 'utf8')).toBe(before);
    expect(await checkEventSchemas(folder, visits({ SiteVisited: second }), noFold)).toEqual([]);
  });

  it('give each sample to be folded in its newest shape, opened', async () => {
    await writeEventSchemas(folder, visits({ SiteVisited: second }));
    const folded: RecordedEvent[] = [];
    await checkEventSchemas(folder, visits({ SiteVisited: second }), (sample) => folded.push(sample));
    expect(folded.map(({ data }) => data)).toEqual([
      { target: 'the site', until: '2026-03-12T10:15:00.000Z' },
      { target: 'the target', until: '2026-03-12T10:15:00.000Z' },
    ]);
  });
});

describe('the build fails', () => {
  beforeEach(() => writeEventSchemas(folder, visits({ SiteVisited: second })));

  const faults = (types: EventTypes, fold = noFold) => checkEventSchemas(folder, visits(types), fold);

  it('when an event has no file', async () => {
    expect(await faults({ SiteVisited: second, SiteLeft: first })).toEqual([
      expect.stringContaining('visit/SiteLeft.v1.json is missing'),
    ]);
  });

  it.each<[string, EventTypes]>([
    ['an event on record is not in the code any more', {}],
    ['an event was renamed', { SiteSeen: second }],
    ['a version was dropped', { SiteVisited: first }],
  ])('when %s', async (_, types) => {
    expect(await faults(types)).toContainEqual(expect.stringContaining('the code does not know it any more'));
  });

  it.each<[string, z.ZodObject]>([
    ['a field was added', z.strictObject({ site: text, until: z.iso.datetime(), why: z.string().optional() })],
    ['a field was taken away', z.strictObject({ site: text })],
    ['a field became stricter', z.strictObject({ site: text, until: z.iso.datetime({ precision: 0 }) })],
    ['a field is no longer personal', z.strictObject({ site: z.string(), until: z.iso.datetime() })],
    [
      'a field belongs to another subject',
      z.strictObject({ site: personal(z.string(), 'until'), until: z.iso.datetime() }),
    ],
  ])('when an event on record was changed: %s', async (_, schema) => {
    expect(await faults({ SiteVisited: event(schema).next(second.versions[1]!.schema, () => ({})) })).toContainEqual(
      expect.stringContaining('visit/SiteVisited.v1.json is not what the code says'),
    );
  });

  it('when an upcaster makes something that is not the newest shape', async () => {
    const wrong = first.next(second.versions[1]!.schema, ({ site }) => ({ target: site }));
    expect(await faults({ SiteVisited: wrong })).toEqual([
      expect.stringContaining('the sample in visit/SiteVisited.v1.json can no longer be read'),
    ]);
  });

  it('when a sample was tampered with', async () => {
    const file = await readFile(fileOf(1), 'utf8');
    await writeFile(fileOf(1), file.replace('"box": "', '"box": "AA'));
    expect(await faults({ SiteVisited: second })).toEqual([expect.stringContaining('can no longer be read')]);
  });

  it('when a decider or a read model cannot follow a sample', async () => {
    const fold = ({ data }: RecordedEvent): void => {
      if ((data as { target: string }).target === 'the site') throw new Error('no such row');
    };
    expect(await faults({ SiteVisited: second }, fold)).toEqual([expect.stringContaining('no such row')]);
  });
});
