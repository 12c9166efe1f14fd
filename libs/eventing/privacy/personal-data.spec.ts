import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { event, personal } from '../schemas/event-schemas.js';
import { erased, open, openPersonal, seal, sealPersonal, subjectsToOpen, subjectsToSeal } from './personal-data.js';

const text = personal(z.string(), 'record');
const schema = z.strictObject({
  kind: z.string(),
  facts: text,
  reason: text.optional(),
  names: z.array(text).optional(),
  people: z.array(z.strictObject({ person: z.string(), said: personal(z.string(), 'person') })).optional(),
});
type Data = z.infer<typeof schema>;
const paths = event(schema).versions[0]!.personalPaths;

const record = 'incident-1';
const place = `${record}/IncidentRaised`;
const keys = new Map<string, Buffer | null>(
  [record, 'person:7', 'person:8'].map((subject) => [subject, randomBytes(32)]),
);
const sealed = (data: Data): Data => sealPersonal(data, paths, record, place, keys) as Data;
const opened = (data: unknown, at = place, ring: ReadonlyMap<string, Buffer | null> = keys): unknown =>
  openPersonal(data, paths, at, ring);

const data: Data = {
  kind: 'content',
  facts: 'Zoë showed it to Max.',
  reason: 'It was on her phone.',
  names: ['Zoë', 'Max'],
  people: [
    { person: '7', said: 'I did not.' },
    { person: '8', said: 'She did.' },
  ],
};

describe('personal texts', () => {
  it('come back as they were', () => {
    expect(opened(sealed(data))).toEqual(data);
  });

  it('do not stand in the stored data, wherever they are', () => {
    const stored = JSON.stringify(sealed(data));
    for (const word of ['Zoë', 'Max', 'phone', 'I did', 'She did']) expect(stored).not.toContain(word);
    expect(stored).toContain('"kind":"content"');
  });

  it('are sealed anew each time, so that equal texts do not show', () => {
    expect(sealed(data).facts).not.toEqual(sealed(data).facts);
  });

  it('belong to the record, or to the person named beside them', () => {
    expect(subjectsToSeal(data, paths, record)).toEqual([record, 'person:7', 'person:8']);
    expect(subjectsToOpen(sealed(data), paths)).toEqual([record, 'person:7', 'person:8']);
  });

  it('may be left out', () => {
    expect(opened(sealed({ kind: 'content', facts: '' }))).toEqual({ kind: 'content', facts: '' });
  });

  it('need the id of the person they name', () => {
    expect(() => subjectsToSeal({ people: [{ said: 'Nobody knows who.' }] }, paths, record)).toThrow('holds no id');
  });
});

describe('a sealed text', () => {
  const stored = sealed(data);

  it.each([
    ['in another record', stored, 'incident-2/IncidentRaised'],
    ['in another event', stored, `${record}/FactsCorrected`],
    ['in another field', { ...stored, facts: stored.reason }, place],
    [
      'under another subject',
      { people: [{ person: '7', said: withSubject(stored.people![0]!.said, 'person:8') }] },
      place,
    ],
  ])('does not open %s', (_, moved, at) => {
    expect(() => opened(moved, at)).toThrow();
  });

  it.each([0, 12, 28, 30])('does not open when byte %i was changed', (byte) => {
    const key = randomBytes(32);
    const box = seal(key, 'what was said', place);
    box[byte]! ^= 1;
    expect(() => open(key, box, place)).toThrow();
  });

  it.each([4, 8, 12, 15])('does not open with a tag that was cut down to %i bytes', (bytes) => {
    const key = randomBytes(32);
    const box = seal(key, '', place);
    expect(() => open(key, box.subarray(0, 12 + bytes), place)).toThrow();
  });

  it('reads [erased] once the key of its subject was destroyed, and only that', () => {
    const ring = new Map(keys).set('person:7', null);
    expect(opened(stored, place, ring)).toEqual({
      ...data,
      people: [{ person: '7', said: erased }, data.people![1]],
    });
  });

  it('is a fault, not an erasure, when the key ring does not know its subject', () => {
    const ring = new Map(keys);
    ring.delete('person:7');
    expect(() => opened(stored, place, ring)).toThrow('is missing');
  });

  it('is never replaced by a plain one: a plain text in its place is refused', () => {
    expect(() => opened({ ...stored, facts: 'written past Daybook' })).toThrow('is not encrypted');
  });

  function withSubject(value: unknown, subject: string): unknown {
    const { $sealed } = value as { $sealed: object };
    return { $sealed: { ...$sealed, subject } };
  }
});
