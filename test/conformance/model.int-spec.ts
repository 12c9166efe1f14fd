import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { PostgresEventLog } from '../../apps/eventserver/store/postgres-event-log.js';
import type { ExpectedRevision, LoggedEvent, ProposedEvent } from '../../apps/eventserver/store/event-log.js';
import { createTestDatabase } from '../support/databases.js';

/** Random histories on the log and on a model of a few lines; `npm run chaos -- --model 100000` makes a long run. */
const operations = Number(process.env['MODEL_OPERATIONS'] ?? 1_500);
const seed = process.env['CHAOS_SEED'];
/** So many histories go on at once, each on streams of its own: their appends meet in one flush. */
const lanes = 12;
const perHistory = 60;
const names = ['a', 'b', 'c'];

type Command =
  | { kind: 'append'; stream: string; expected: ExpectedRevision; count: number }
  | { kind: 'together'; appends: { stream: string; expected: ExpectedRevision; count: number }[] }
  | { kind: 'repeat'; nth: number }
  | { kind: 'remove'; stream: string; expected: ExpectedRevision; how: 'delete' | 'tombstone' }
  | { kind: 'describe'; stream: string; metadata: { $maxCount?: number; $tb?: number } }
  | { kind: 'read'; stream: string; backwards: boolean; from: number; count: number };

const stream = fc.constantFrom(...names);
const expected = fc.oneof(
  fc.constantFrom<ExpectedRevision>('any', 'any', 'no_stream', 'stream_exists'),
  fc.integer({ min: 0, max: 12 }),
);
const appendOf = fc.record({ stream, expected, count: fc.integer({ min: 1, max: 3 }) });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: appendOf.map((append) => ({ kind: 'append' as const, ...append })) },
  {
    weight: 3,
    arbitrary: fc
      .array(appendOf, { minLength: 2, maxLength: 5 })
      .map((appends) => ({ kind: 'together' as const, appends })),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('repeat' as const), nth: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      stream,
      expected,
      how: fc.constantFrom('delete' as const, 'delete' as const, 'delete' as const, 'tombstone' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('describe' as const),
      stream,
      metadata: fc.record(
        { $maxCount: fc.integer({ min: 1, max: 5 }), $tb: fc.integer({ min: 0, max: 9 }) },
        { requiredKeys: [] },
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      stream,
      backwards: fc.boolean(),
      from: fc.integer({ min: 0, max: 12 }),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
);

/** What a stream should be: written without a look at how the log does it. */
class ModelStream {
  events: string[] = [];
  tombstoned = false;
  described = false;
  maxCount = Infinity;
  cutBefore = 0;

  get head(): number {
    return this.events.length - 1;
  }
  get softDeleted(): boolean {
    return this.cutBefore === Infinity && this.head >= 0;
  }

  /** Undefined when it is allowed. */
  refusal(expectation: ExpectedRevision): { kind: string; current?: number } | undefined {
    if (this.tombstoned || (this.softDeleted && expectation === 'stream_exists')) return { kind: 'deleted' };
    const exists = this.head >= 0;
    const fits =
      expectation === 'any' ||
      (expectation === 'no_stream' && (!exists || this.softDeleted)) ||
      (expectation === 'stream_exists' && (exists || this.described)) ||
      (exists && expectation === this.head);
    return fits ? undefined : { kind: 'wrong-revision', current: this.head };
  }

  visible(): { id: string; revision: number }[] {
    const first = Math.max(this.cutBefore, this.events.length - this.maxCount);
    return this.events.map((id, revision) => ({ id, revision })).filter(({ revision }) => revision >= first);
  }
}

interface Written {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
  readonly first: number;
}

const proposed = (data = '{}', type = 'Happened'): ProposedEvent => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(data),
  metadata: new Uint8Array(0),
});
const idOf = (event: LoggedEvent): string => event.record.toString('latin1', 4, 40);

/** One history on an own set of streams. */
class Comparison {
  private readonly prefix = randomUUID();
  private readonly model = new Map(names.map((name) => [name, new ModelStream()]));
  private readonly history: Written[] = [];
  private lastPosition = 0;

  constructor(private readonly open: () => PostgresEventLog) {}

  private get log(): PostgresEventLog {
    return this.open();
  }

  async run(commands: readonly Command[]): Promise<void> {
    for (const one of commands) {
      if (one.kind === 'append') await this.append([one]);
      else if (one.kind === 'together') await this.append(one.appends);
      else if (one.kind === 'repeat') await this.repeat(one.nth);
      else if (one.kind === 'remove') await this.remove(one.stream, one.expected, one.how);
      else if (one.kind === 'describe') await this.describe(one.stream, one.metadata);
      else await this.read(one);
    }
  }

  private at(name: string): ModelStream {
    const found = this.model.get(name);
    if (found === undefined) throw new Error(`no stream ${name}`);
    return found;
  }

  /** Asked at once, they are decided in the order in which they were asked, in one flush. */
  private async append(
    appends: readonly { stream: string; expected: ExpectedRevision; count: number }[],
  ): Promise<void> {
    const asked = appends.map((one) => ({ ...one, events: Array.from({ length: one.count }, () => proposed()) }));
    const outcomes = await Promise.all(
      asked.map((one) => this.log.append(`${this.prefix}-${one.stream}`, one.expected, one.events)),
    );
    asked.forEach((one, index) => {
      const [model, outcome] = [this.at(one.stream), outcomes[index]!];
      const refusal = model.refusal(one.expected);
      if (refusal !== undefined) {
        expect(outcome).toEqual(refusal);
        return;
      }
      const first = model.head + 1;
      if (model.cutBefore === Infinity) model.cutBefore = first;
      model.events.push(...one.events.map(({ id }) => id));
      expect(outcome).toMatchObject({ kind: 'appended', revision: model.head });
      if (outcome.kind === 'appended') {
        expect(outcome.position).toBeGreaterThan(this.lastPosition);
        this.lastPosition = outcome.position;
      }
      this.history.push({ stream: one.stream, expected: one.expected, events: one.events, first });
    });
  }

  private async repeat(nth: number): Promise<void> {
    const again = this.history[this.history.length - 1 - nth];
    // A stream begun again with `no_stream` holds older events where a repeat would look for its own.
    if (again === undefined || (again.expected === 'no_stream' && again.first > 0)) return;
    const model = this.at(again.stream);
    const outcome = await this.log.append(`${this.prefix}-${again.stream}`, again.expected, again.events);
    if (model.tombstoned || (model.softDeleted && again.expected === 'stream_exists'))
      expect(outcome).toEqual({ kind: 'deleted' });
    else {
      expect(outcome).toMatchObject({ kind: 'repeated', revision: again.first + again.events.length - 1 });
      if (outcome.kind === 'repeated') expect(outcome.position === undefined).toBe(model.softDeleted);
    }
  }

  private async remove(name: string, expectation: ExpectedRevision, how: 'delete' | 'tombstone'): Promise<void> {
    const model = this.at(name);
    const outcome = await this.log.remove(`${this.prefix}-${name}`, expectation, how);
    const neverWas = how === 'delete' && model.head < 0 && !model.described && !model.tombstoned;
    const refusal = neverWas ? { kind: 'wrong-revision', current: -1 } : model.refusal(expectation);
    if (refusal !== undefined) {
      expect(outcome).toEqual(refusal);
      return;
    }
    expect(outcome.kind).toBe('removed');
    if (how === 'tombstone') model.tombstoned = true;
    else Object.assign(model, { cutBefore: Infinity, maxCount: Infinity, described: true });
  }

  private async describe(name: string, metadata: { $maxCount?: number; $tb?: number }): Promise<void> {
    const event = proposed(JSON.stringify(metadata), '$metadata');
    await this.log.append(`$$${this.prefix}-${name}`, 'any', [event]);
    const model = this.at(name);
    model.cutBefore = model.softDeleted ? model.head + 1 : (metadata.$tb ?? 0);
    model.maxCount = metadata.$maxCount ?? Infinity;
    model.described = true;
  }

  private async read(one: { stream: string; backwards: boolean; from: number; count: number }): Promise<void> {
    const model = this.at(one.stream);
    const name = `${this.prefix}-${one.stream}`;
    const view = await this.log.viewStream(name);
    const state = model.tombstoned ? 'tombstoned' : model.head < 0 ? 'missing' : model.softDeleted ? 'deleted' : 'live';
    expect(view.state).toBe(state);
    if (state !== 'live') return;
    const direction = one.backwards ? 'backwards' : 'forwards';
    const found = await this.log.readStream(name, view, { direction, from: one.from, limit: one.count });
    const visible = model.visible();
    const wanted = one.backwards
      ? visible.filter(({ revision }) => revision <= one.from).reverse()
      : visible.filter(({ revision }) => revision >= one.from);
    expect(found.map((event) => ({ id: idOf(event), revision: event.revision }))).toEqual(wanted.slice(0, one.count));
  }
}

it(
  `agrees with the model over ${operations} random operations`,
  async () => {
    const database = await createTestDatabase();
    const open = (): Promise<PostgresEventLog> =>
      PostgresEventLog.open({
        databaseUrl: database.url,
        scavenge: true,
        lost: () => undefined,
        found: () => undefined,
      });
    let log = await open();
    try {
      const history = fc.array(command, { minLength: perHistory, maxLength: perHistory });
      const histories = fc.array(history, { minLength: lanes, maxLength: lanes });
      await fc.assert(
        fc.asyncProperty(histories, fc.integer({ min: 0, max: perHistory }), async (all, restartAfter) => {
          const comparisons = all.map(() => new Comparison(() => log));
          const run = (from: number, to: number): Promise<unknown> =>
            Promise.all(comparisons.map((comparison, lane) => comparison.run(all[lane]!.slice(from, to))));
          await run(0, restartAfter);
          await log.close();
          log = await open();
          await run(restartAfter, perHistory);
        }),
        {
          numRuns: Math.ceil(operations / (perHistory * lanes)),
          endOnFailure: process.env['CI'] !== undefined,
          ...(seed !== undefined && { seed: Number(seed) }),
        },
      );
      // Positions have no gaps, whatever was refused.
      const all = await log.readAll({ direction: 'backwards', from: undefined, limit: 1 });
      expect(all[0]?.position).toBe(log.feed.head);
    } finally {
      await log.close();
      await database.drop();
    }
  },
  60_000 + operations * 10,
);
