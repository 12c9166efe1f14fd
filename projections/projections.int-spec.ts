import fc from 'fast-check';
import { eventCategories } from '#libs/record-kinds.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { makeSample, sampleKeys } from '#libs/eventing/schemas/event-samples.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { projections } from '#projections/index.js';
import { emptyReadModels, projectionSpec, type Fact, type ProjectionSpec } from '../test/support/projection-spec.js';

/** A sample of every event of a category, the one that begins a record first. */
async function samplesOf(name: string): Promise<Fact[]> {
  const category = eventCategories.find((known) => known.category === name)!;
  const codec = new EventCodec(eventCategories, sampleKeys);
  const stored = Object.entries(category.types).map(([type, { versions }], index) => ({
    ...makeSample(category, type, versions.length),
    type,
    revision: index,
    position: BigInt(index),
  }));
  return (await codec.decode(stored)).map(({ type, data }) => ({ type, data }));
}

const start = Date.parse('2026-03-12T10:00:00Z');

/** The same acts at moments that rise within each record, by clocks that differ between records. */
const dated = (facts: readonly Fact[]): fc.Arbitrary<Fact[]> =>
  fc
    .tuple(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: facts.length, maxLength: facts.length }))
    .map(([steps]) => {
      const clocks = new Map(['a', 'b', 'c'].map((id, nth) => [id, start + nth * 5]));
      return facts.map((fact, nth) => {
        const at = (clocks.get(fact.id!) ?? start) + steps[nth]!;
        clocks.set(fact.id!, at);
        return { ...fact, by: { at: new Date(at).toISOString() } };
      });
    });

/** What happens to the records after their first event; nothing, where a category has but one kind. */
const stepsAfter = (later: readonly Fact[]): fc.Arbitrary<[string, Fact][]> =>
  later.length === 0
    ? fc.constant([])
    : fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...later)), { maxLength: 30 });

/** Records of two schools whose events lie among each other in the log. */
const histories = ([beginning, ...later]: readonly Fact[]): fc.Arbitrary<Fact[]> =>
  stepsAfter(later).map((steps) => {
    const begun = ['a', 'b', 'c'].map((id) => ({ ...beginning!, id }));
    const followed = steps.map(([id, fact]) => ({ ...fact, id }));
    return [...begun, ...followed].map((fact) => ({ ...fact, school: fact.id === 'c' ? '900002' : '900001' }));
  });

let database: Awaited<ReturnType<typeof emptyReadModels>>;
beforeAll(async () => {
  database = await emptyReadModels();
});
afterAll(() => database.drop());

describe.each(projections)('$name', (projection) => {
  let spec: ProjectionSpec;
  beforeAll(async () => {
    spec = await projectionSpec(projection, database);
  });
  afterAll(() => spec.stop());

  it('is a function of the log: however the events are batched, and if they come again, the rows are the same', async () => {
    const samples = await samplesOf(projection.categories[0]!.category);
    // A log has a row for each event of some types, all others one for each record.
    const keyOf = (revision: number): string | undefined =>
      projection.keys({ ...samples[0], id: 'a', eventId: `event-${revision}`, revision } as RecordedEvent)[0];
    const isOfEvents = keyOf(0) !== keyOf(1);
    const batchSizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(histories(samples), batchSizes, async (facts, sizes) => {
        const together = await spec.given(facts);
        if (!isOfEvents) expect(together).toHaveLength(3);
        expect(await spec.again()).toEqual(together);
        expect(await spec.given(facts, sizes)).toEqual(together);
        expect(await spec.again()).toEqual(together);
        expect(await spec.given(facts, Array<number>(facts.length).fill(1))).toEqual(together);
      }),
      { numRuns: 10 },
    );
  });

  it('shows as at any moment the very rows that a replay of what had been recorded by then gives (D20, D35)', async () => {
    const samples = await samplesOf(projection.categories[0]!.category);
    const batchSizes = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(histories(samples).chain(dated), batchSizes, async (facts, sizes) => {
        await spec.given(facts, sizes);
        const moments = [...new Set(facts.map(({ by }) => Date.parse(by!.at!)))].filter((_, nth) => nth % 3 === 0);
        const shown = new Map<number, unknown>();
        for (const moment of [start - 1, ...moments]) shown.set(moment, await spec.asAt(new Date(moment)));
        for (const [moment, rows] of shown) expect(rows).toEqual(await spec.replayedUpTo(new Date(moment)));
      }),
      { numRuns: 4 },
    );
  });
});
