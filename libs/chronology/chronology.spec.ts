import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { eventCategories } from '#libs/record-kinds.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { print } from '#libs/printing/printed-document.js';
import type { ChronologySources } from './chronology-sources.js';
import { chronologyOf } from './chronology.js';
import { chronologyFormat } from './chronology-format.js';
import { printedChronology } from './printed-chronology.js';

const id = (n: number): string => `5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a0${n}`;
const [incident, pupil, other, teacher, dsl] = [1, 2, 3, 4, 5].map(id) as [string, string, string, string, string];
const people = new Map([
  [pupil, { name: 'Zebedee Quill', kind: 'pupil' }],
  [other, { name: 'Morwenna Quill-Tregear', kind: 'pupil' }],
  [teacher, { name: 'Ann Łukasz', kind: 'staff' }],
  [dsl, { name: '[erased]', kind: 'staff' }],
]);

const kind = { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false };
const facts = 'Zebedee Quill was called names by Morwenna in the class chat; Ann saw it – “twice”. Ďakujem, Ewe żółć.';
let position = 0n;
const happened = (type: string, data: object, actor = dsl, category = 'incident'): RecordedEvent => {
  position += 7n;
  const at = new Date(Date.parse('2026-03-12T09:00:00Z') + Number(position) * 3_600_000).toISOString();
  const by = { actor, role: actor === teacher ? 'teacher' : 'dsl', at } as const;
  return { category, id: incident, school: '900001', type, data, by, position } as unknown as RecordedEvent;
};
const beginning = [
  happened(
    'IncidentRaised',
    {
      kind,
      occurredAt: '2026-03-10T08:00:00.000Z',
      place: 'outOfSchool',
      facts,
      acknowledgeBy: '2026-03-13T09:00:00.000Z',
      anonymous: false,
    },
    teacher,
  ),
  happened('PersonLinked', { person: pupil, role: 'victim', note: 'Quiet since.', yearGroup: 'year4' }, teacher),
  happened('PersonLinked', { person: other, role: 'alleged', note: 'Her first time.', yearGroup: 'year6' }, teacher),
  happened('IncidentAcknowledged', {}),
  happened('SeriousnessDecided', { seriousness: 'moderate', reasons: '[erased]' }),
];
const forty = [
  ...beginning,
  ...Array.from({ length: 35 }, (_, n) =>
    happened('AddendumAdded', {
      text: `Addendum ${n + 1}. ${'The class has talked about it again, and so have we. '.repeat(1 + (n % 7) * 3)}End of ${n + 1}.`,
    }),
  ),
];

const shown = { staffNames: 'shown', thirdParties: 'shown' } as const;
const sources = (more: Partial<ChronologySources> = {}): ChronologySources => ({
  school: '900001',
  of: { kind: 'person', id: pupil },
  takenAs: 'dsl',
  position: '280',
  options: shown,
  events: forty,
  people,
  isWritten: (category, type, field) =>
    eventCategories
      .find((known) => known.category === category)!
      .types[type]!.versions.at(-1)!
      .personalPaths.some(({ path }) => path[0] === field),
  ...more,
});
const json = (more: Partial<ChronologySources> = {}): string => JSON.stringify(chronologyOf(sources(more)));
const pdf = (more: Partial<ChronologySources> = {}, password?: string): Promise<Buffer> =>
  print(printedChronology(chronologyOf(sources(more)), 'ab'.repeat(32)), password);

describe('D32: the chronology of a pupil', () => {
  it('has every event in the order of the log, whatever order they were found in', () => {
    const { entries } = chronologyOf(sources({ events: [...forty].reverse() }));
    expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(entries[0]).toMatchObject({ event: 'IncidentRaised', by: 'Ann Łukasz', record: 1, role: 'teacher' });
    expect(entries[0]!.details).toEqual(
      expect.arrayContaining([
        { label: 'Kind', text: 'Cyberbullying' },
        { label: 'Occurred at', text: '10 March 2026, 08:00' },
        { label: 'Place', text: 'out of school' },
        { label: 'Facts', text: facts },
      ]),
    );
  });

  it('reads "erased" where a key was destroyed', () => {
    const { entries } = chronologyOf(sources());
    expect(entries[4]).toMatchObject({ by: '[erased]', details: [{}, { label: 'Reasons', text: '[erased]' }] });
  });

  it('leaves the names of staff out, in what was written too', () => {
    const left = json({ options: { ...shown, staffNames: 'leftOut' } });
    expect(left).not.toMatch(/Ann|Łukasz/);
    expect(left).toContain('a member of staff');
    expect(left).toContain('Morwenna');
  });

  it('leaves third parties out: that they had a part, and nothing that is said of them', () => {
    const left = json({ options: { ...shown, thirdParties: 'leftOut' } });
    expect(left).not.toMatch(/Morwenna|Tregear|Her first time|year 6/);
    expect(left).not.toContain(other);
    expect(left).toContain('another person');
    // The pupil shares a name with her: the pupil's own stays.
    expect(left).toContain('Zebedee Quill was called names by [name left out]');
    expect(left).toContain('Quiet since.');
  });

  it('keeps to a range of days', () => {
    const { entries } = chronologyOf(sources({ options: { ...shown, from: '2026-03-13', to: '2026-03-13' } }));
    expect(entries.map(({ recordedAt }) => recordedAt.slice(0, 10))).toEqual(Array(entries.length).fill('2026-03-13'));
    expect(entries.length).toBeGreaterThan(1);
  });

  it('is of the documented format', () => {
    const documented = new URL('../../schema/exports/daybook-chronology.v1.json', import.meta.url);
    const schema = `${JSON.stringify(z.toJSONSchema(chronologyFormat), null, 2)}\n`;
    if (process.env['WRITE_EXPORT_SCHEMA']) writeFileSync(documented, schema);
    expect(JSON.parse(readFileSync(documented, 'utf8'))).toEqual(JSON.parse(schema));
    expect(chronologyFormat.parse(JSON.parse(json()))).toBeTruthy();
  });
});

describe('D32: the chronology on paper', () => {
  it('is the same bytes when made twice, and others when anything differs', async () => {
    const [once, again] = [await pdf(), await pdf()];
    expect(once.equals(again)).toBe(true);
    expect(once.equals(await pdf({ events: forty.slice(0, 39) }))).toBe(false);
    if (process.env['WRITE_PDF']) writeFileSync(process.env['WRITE_PDF'], once);
  });

  it('is tagged, has a language and a title that names nobody, and pages that are numbered', async () => {
    const bytes = (await pdf()).toString('latin1');
    for (const mark of ['/MarkInfo', '/StructTreeRoot', '/Lang (en-GB)', '/DisplayDocTitle true', '/S /H1', '/S /H2'])
      expect(bytes).toContain(mark);
    expect(bytes).toContain('<rdf:li xml:lang="x-default">Chronology of a person</rdf:li>');
    expect(bytes).not.toContain('Zebedee');
    expect(bytes.match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(5);
    expect(bytes).toMatch(/\/FontFile2/);
  });

  it('is encrypted where a password is given', async () => {
    const [open, closed] = [await pdf(), await pdf({}, 'a long enough password')];
    expect(open.toString('latin1')).not.toContain('/Encrypt');
    expect(closed.toString('latin1')).toMatch(/\/Encrypt/);
    expect(closed.toString('latin1')).toMatch(/\/CFM \/AESV3/);
    expect(closed.toString('latin1')).not.toContain('Chronology of a person');
  });
});
