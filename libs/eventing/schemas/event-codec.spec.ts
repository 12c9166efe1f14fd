import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { EventCodec, UnfitData, UnreadableEvent, type Keys } from './event-codec.js';
import { sampleKeys } from './event-samples.js';
import { event, eventCategory, personal } from './event-schemas.js';
import { lastRevision, type StoredEvent } from '../log/stored-event.js';

const theKey = randomBytes(32);
const text = personal(z.string(), 'record');
const was = z.strictObject({ site: text });
const is = z.strictObject({ target: text, kind: z.enum(['url', 'domain']) });
const SiteVisited = event(was).next(is, ({ site }) => ({ target: site, kind: 'url' as const }));
const before = new EventCodec([eventCategory('visit', { SiteVisited: event(was) })], keyring());
const now = new EventCodec([eventCategory('visit', { SiteVisited })], keyring());

const stream = 'visit-1';
const school = '900001';
const metadata = {
  school,
  actor: 'teacher-1',
  role: 'teacher',
  command: 'VisitSite',
  commandId: 'c-1',
  recordedAt: '2026-03-12T10:15:00.000Z',
  $correlationId: 'c-1',
  $causationId: 'c-1',
};

/** What the store holds after `codec` encoded the data. */
async function storedBy(codec: EventCodec, data: unknown): Promise<StoredEvent> {
  const encoded = await codec.encode({ stream, type: 'SiteVisited', eventId: 'e-1' }, school, data);
  return {
    eventId: 'e-1',
    stream,
    revision: 3,
    position: 70n,
    type: 'SiteVisited',
    data: encoded.data,
    metadata: { ...metadata, schemaVersion: encoded.schemaVersion },
  };
}

describe('an event', () => {
  it('is read as it was written, with who, when and where', async () => {
    const data = { target: 'a.example', kind: 'domain' };
    expect(await now.decode([await storedBy(now, data)])).toEqual([
      {
        stream: 'visit-1',
        category: 'visit',
        id: '1',
        school,
        type: 'SiteVisited',
        data,
        by: { actor: 'teacher-1', role: 'teacher', at: '2026-03-12T10:15:00.000Z' },
        revision: 3,
        position: 70n,
        eventId: 'e-1',
        metadata: { ...metadata, schemaVersion: 2 },
      },
    ]);
  });

  it('of an older Daybook is read in the newest shape', async () => {
    const [read] = await now.decode([await storedBy(before, { site: 'a.example' })]);
    expect(read?.data).toEqual({ target: 'a.example', kind: 'url' });
  });

  it.each([
    ['a field is missing', { target: 'a.example' }],
    ['a field is of another kind', { target: 1, kind: 'url' }],
    ['a word is not in its list', { target: 'a.example', kind: 'app' }],
    ['nobody declared a field', { target: 'a.example', kind: 'url', child: 'Zoë' }],
  ])('is not written when %s', async (_, data) => {
    await expect(now.encode({ stream, type: 'SiteVisited', eventId: 'e-1' }, school, data)).rejects.toThrow(UnfitData);
  });

  it('cannot have a sealed text that was moved from another event, of the same record and type', async () => {
    const stored = await storedBy(now, { target: 'a.example', kind: 'domain' });
    const moved = { ...stored, eventId: 'e-2' };
    expect((await now.decodeEach([moved]))[0]).toBeInstanceOf(UnreadableEvent);
  });

  it.each([
    ['type', stream, 'SiteLeft'],
    ['category', 'trip-1', 'SiteVisited'],
  ])('is not written when its %s is not declared', async (_, where, type) => {
    await expect(now.encode({ stream: where, type, eventId: 'e-1' }, school, {})).rejects.toThrow('no event type');
  });
});

describe('metadata of another release', () => {
  it('are read with a role and a refusal code that this one does not know', async () => {
    const stored = await storedBy(now, { target: 'a.example', kind: 'domain' });
    const refusal = { code: 'SITE_OUT_OF_FASHION', clause: 'SL99' };
    const metadata = { ...(stored.metadata as object), role: 'classTeacher', refusal, andMore: { later: true } };
    const [read] = await now.decode([{ ...stored, metadata }]);
    expect(read).toMatchObject({ by: { role: 'classTeacher' }, metadata: { role: 'classTeacher', refusal } });
  });
});

describe('what cannot be read', () => {
  const fine = { target: 'a.example', kind: 'url' };

  it.each<[string, (event: StoredEvent) => Partial<StoredEvent>]>([
    ['an unknown type', () => ({ type: 'SiteLeft' })],
    ['a type called like a member of every object', () => ({ type: 'constructor' })],
    ['an unknown category', () => ({ stream: 'trip-1' })],
    ['a version of a newer Daybook', () => ({ metadata: { ...metadata, schemaVersion: 3 } })],
    ['metadata without a school', () => ({ metadata: { ...metadata, school: undefined, schemaVersion: 2 } })],
    ['metadata without a role', () => ({ metadata: { ...metadata, role: undefined, schemaVersion: 2 } })],
    ['no metadata', () => ({ metadata: undefined })],
    ['a sealed text moved here from another stream', () => ({ stream: 'visit-2' })],
    ['a plain text where a sealed one belongs', () => ({ data: fine })],
  ])('is told apart from what can: %s', async (_, change) => {
    const good = await storedBy(now, fine);
    const read = await now.decodeEach([good, { ...good, ...change(good) }, good]);
    expect(read.map((result) => result instanceof UnreadableEvent)).toEqual([false, true, false]);
  });

  it('stops a decision: no record is judged by a part of its past', async () => {
    const good = await storedBy(now, fine);
    await expect(now.decode([good, { ...good, type: 'SiteLeft' }])).rejects.toThrow(UnreadableEvent);
  });

  it('ends what can be relied on of its record', async () => {
    const good = await storedBy(now, fine);
    const at = (revision: number, change: Partial<StoredEvent> = {}): StoredEvent => ({ ...good, revision, ...change });
    const foreign = { type: '$>' };
    const outcome = async (...events: StoredEvent[]): Promise<unknown[]> => {
      const { events: relied, setAside, isCutShort } = await now.decodeRecord(events);
      return [relied.length, setAside?.event.revision, isCutShort];
    };
    expect(await outcome(at(0), at(1))).toEqual([2, undefined, false]);
    expect(await outcome(at(0), at(1, foreign), at(2, foreign))).toEqual([1, 1, false]);
    expect(await outcome(at(0), at(1, foreign), at(2))).toEqual([1, 1, true]);
    expect(await outcome(at(0), at(1, { type: 'SiteLeft' }))).toEqual([1, 1, true]);
    expect(await outcome(at(0), at(2))).toEqual([1, 2, true]);
    expect(await outcome(at(4, foreign))).toEqual([0, 4, true]);
    expect(await outcome(at(lastRevision, { type: '$streamDeleted' }))).toEqual([0, lastRevision, true]);
  });

  it('is named by its place, never by what it says', async () => {
    const [unreadable] = await now.decodeEach([
      { ...(await storedBy(now, fine)), data: { target: 'Zoë', kind: 'url' } },
    ]);
    const { message } = unreadable as UnreadableEvent;
    expect(message).toContain('revision 3 of visit-1');
    expect(message).not.toContain('Zoë');
  });
});

/** One key for everybody, for the length of the run. */
function keyring(): Keys {
  const ofAll = (_: string, subjects: readonly string[]) =>
    Promise.resolve(new Map(subjects.map((subject) => [subject, theKey])));
  return { ...sampleKeys, keysToSeal: ofAll, keysToOpen: ofAll };
}
