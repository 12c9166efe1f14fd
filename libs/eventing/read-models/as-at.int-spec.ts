import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { Column, Entity } from 'typeorm';
import { z } from 'zod';
import { createTestDatabase } from '../../../test/support/databases.js';
import { recordedUpTo, rowsAsAtSql } from './as-at.js';
import { EventCodec } from '../schemas/event-codec.js';
import { sampleKeys } from '../schemas/event-samples.js';
import { event, eventCategory } from '../schemas/event-schemas.js';
import { projection, ReadModelRow } from './projection.js';
import { Projector } from './projector.js';
import type { StoredEvent } from '../log/stored-event.js';

@Entity('score')
class Score extends ReadModelRow {
  @Column('integer')
  total: number;
}

const scoreEvents = eventCategory('score', {
  Scored: event(z.strictObject({ points: z.int() })),
  Cleared: event(z.strictObject({})),
  Faulty: event(z.strictObject({})),
});

const score = projection({
  name: 'score',
  version: 1,
  row: Score,
  from: { score: scoreEvents },
  keys: ({ id }) => [id, `${id} mirrored`],
}).on({
  score: {
    Scored: (row, { data }) => ({ total: (row?.total ?? 0) + data.points }),
    Cleared: () => undefined,
    Faulty: () => {
      throw new RangeError('cannot be taken');
    },
  },
});

const projector = new Projector(new EventCodec([scoreEvents], sampleKeys), [score]);
const start = Date.parse('2026-03-12T10:00:00Z');

let database: { url: string; drop: () => Promise<void> };
let connection: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = new pg.Client({ connectionString: database.url, pipeline: true });
  await connection.connect();
  await connection.query(
    await readFile(new URL('../../../schema/read-models/0001-projections.sql', import.meta.url), 'utf8'),
  );
  await connection.query(`
    create table score (school text, id text, revision integer not null, total integer not null check (total < 15),
      valid_from timestamptz not null, primary key (school, id));
    create table score_history (like score including constraints, valid_to timestamptz not null, primary key (school, id, valid_from))`);
});
afterAll(async () => {
  await connection.end();
  await database.drop();
});

interface Act {
  readonly id: string;
  readonly type: string;
  readonly points: number;
  readonly later: number;
}

const acts = fc.array(
  fc.record<Act>({
    id: fc.constantFrom('a', 'b', 'c'),
    type: fc.constantFrom('Scored', 'Scored', 'Scored', 'Cleared', 'Faulty'),
    points: fc.integer({ min: 1, max: 9 }),
    later: fc.integer({ min: 0, max: 3 }),
  }),
  { maxLength: 25 },
);

const scored = (points: number): Act => ({ id: 'c', type: 'Scored', points, later: 0 });
const cleared: Act = { id: 'c', type: 'Cleared', points: 1, later: 0 };

/** The log of these acts: the moments rise within a record; each record is written by a machine with a clock of its own. */
function logOf(past: readonly Act[]): StoredEvent[] {
  const clocks = new Map(['a', 'b', 'c'].map((id, nth) => [id, start + nth * 4]));
  const revisions = new Map<string, number>();
  return past.map(({ id, type, points, later }, nth) => {
    const at = clocks.get(id)! + later;
    clocks.set(id, at);
    const revision = revisions.get(id) ?? 0;
    revisions.set(id, revision + 1);
    return {
      eventId: `e-${nth}`,
      stream: `score-${id}`,
      revision,
      position: BigInt(nth + 1),
      type,
      data: type === 'Scored' ? { points } : {},
      metadata: {
        school: '900001',
        actor: 'a',
        role: 'teacher',
        command: 'c',
        commandId: 'c',
        schemaVersion: 1,
        recordedAt: new Date(at).toISOString(),
        $correlationId: 'c',
        $causationId: 'c',
      },
    };
  });
}

/** From empty tables: the log arrives in batches of the given sizes. */
async function arrives(log: readonly StoredEvent[], sizes: readonly number[]): Promise<void> {
  for (const table of ['score', 'score_history', 'projection_checkpoint', 'parked_stream'])
    await connection.query(`delete from ${table}`);
  await projector.start(connection);
  const rest = [...log];
  for (const size of [...sizes, log.length]) {
    const batch = rest.splice(0, size);
    const last = batch.at(-1);
    if (last) await projector.apply(connection, batch, last.position);
  }
}

const rowsOf = async (sql: string, values: unknown[] = []): Promise<unknown[]> =>
  (await connection.query<Record<string, unknown>>(`${sql} order by school, id`, values)).rows;

it('shows as at any moment what a replay up to then shows, also of rows that were taken away or could not be followed', async () => {
  await fc.assert(
    fc.asyncProperty(acts, fc.array(fc.integer({ min: 1, max: 6 })), async (past, sizes) => {
      const log = logOf(past);
      const moments = Array.from({ length: 12 }, (_, nth) => new Date(start - 1 + nth * 4));
      await arrives(log, sizes);
      const shown: unknown[][] = [];
      for (const moment of moments) shown.push(await rowsOf(rowsAsAtSql(score, '$1'), [moment]));
      const history = await rowsOf('select * from score_history');
      for (const [nth, moment] of moments.entries()) {
        await arrives(log.filter(recordedUpTo(moment)), []);
        expect(shown[nth]).toEqual(await rowsOf('select * from score'));
      }
      await arrives(log, []);
      expect(await rowsOf('select * from score_history')).toEqual(history);
    }),
    {
      numRuns: 25,
      // A version that is refused, and replaced at the same moment: parked there, wherever a batch ends.
      examples: [
        [
          [scored(7), scored(8), cleared],
          [1, 1],
        ],
        [[scored(7), scored(8), cleared], [2]],
        [
          [scored(8), scored(5), scored(2), cleared],
          [2, 1],
        ],
        [[scored(7), scored(8), cleared, scored(1)], []],
      ],
    },
  );
});

it('never shows two versions of a row at once, however wrong a clock is', async () => {
  const clocks = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 25, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(acts, clocks, async (past, moments) => {
      const log = logOf(past).map((stored, nth) => ({
        ...stored,
        metadata: { ...(stored.metadata as object), recordedAt: new Date(start + moments[nth]!).toISOString() },
      }));
      await arrives(log, [3, 3, 3, 3]);
      for (let at = start - 1; at <= start + 21; at++) {
        const ids = await rowsOf(`select school, id from (${rowsAsAtSql(score, '$1')}) t`, [new Date(at)]);
        expect(new Set(ids.map((row) => JSON.stringify(row))).size).toBe(ids.length);
      }
    }),
    { numRuns: 10 },
  );
});
