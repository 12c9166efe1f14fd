import pg from 'pg';
import { makeSample } from '#libs/eventing/schemas/event-samples.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { emptyReadModels, projectionSpec, type Fact, type ProjectionSpec } from '../../test/support/projection-spec.js';

let database: Awaited<ReturnType<typeof emptyReadModels>>;
let spec: ProjectionSpec;
let reader: pg.Client;
beforeAll(async () => {
  database = await emptyReadModels();
  spec = await projectionSpec(incidentLog, database);
  reader = new pg.Client({ connectionString: database.connections.projector });
  await reader.connect();
});
afterAll(async () => {
  await reader.end();
  await spec.stop();
  await database.drop();
});

/** How many incidents have the words. */
async function found(words: string): Promise<number> {
  const { rows } = await reader.query<{ found: number }>(
    `select count(*)::int as found from incident_log where words @@ websearch_to_tsquery('written_english', plain_text($1))`,
    [words],
  );
  return rows[0]!.found;
}

/** A sample of every event of an incident, in which each text that was sealed is one word that stands nowhere else. */
function factsWithMarks(): { facts: Fact[]; marks: string[] } {
  const marks: string[] = [];
  const marked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(marked);
    if (typeof value !== 'object' || value === null) return value;
    if ('$sealed' in value) return marks[marks.push(`mark${'x'.repeat(marks.length)}`) - 1];
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, marked(field)]));
  };
  const facts = Object.entries(incidentEvents.types).map(([type, { versions }]) => ({
    type,
    data: marked(makeSample(incidentEvents, type, versions.length).data),
  }));
  return { facts, marks };
}

const kind = { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false };
const raised = (facts: string): Fact => ({
  type: 'IncidentRaised',
  data: {
    kind,
    occurredAt: '2026-03-12T10:15:00.000Z',
    place: 'inSchool',
    facts,
    acknowledgeBy: '2026-03-13T10:15:00.000Z',
    anonymous: false,
  },
});

it('every text that was ever written in an incident is found, whatever event brought it', async () => {
  const { facts, marks } = factsWithMarks();
  expect(marks.length).toBeGreaterThan(20);
  await spec.given(facts);
  const missing: string[] = [];
  for (const mark of marks) if ((await found(mark)) !== 1) missing.push(mark);
  expect(missing).toEqual([]);
});

it.each([
  ['bully', 1],
  ['"kept bullying"', 1],
  ['"bullying kept"', 0],
  ['bullied -football', 1],
  ['bullied -Will', 0],
  ['extremism OR screenshot', 1],
  // A name that a list of stop words would pass over.
  ['will', 1],
  ['snapchat.com', 1],
  // In angle brackets, as markup would be.
  ['loser', 1],
  // As a tablet writes it, and as somebody else does.
  ['“gave him a nickname”', 1],
  ['Zoe', 1],
  ['zoë', 1],
  ['ZOË', 1],
  ['', 0],
])('English words are found in any form of theirs: %s', async (words, times) => {
  await spec.given([
    raised('Will kept bullying others with screenshots on snapchat.com: <loser>. Zoë—“Zozo”—gave him a nickname.'),
  ]);
  expect(await found(words)).toBe(times);
});

it('SL12: of a text that is gone from the row, no word is left to be found', async () => {
  await spec.given([raised('Zebedee was called names.')]);
  expect(await found('zebedee')).toBe(1);
  await reader.query(`update incident_log set facts = '[erased]', facts_history = '[{"facts": "[erased]"}]'`);
  expect(await found('zebedee')).toBe(0);
  const { rows } = await reader.query('select incident_log::text as row from incident_log');
  expect(JSON.stringify(rows)).not.toMatch(/zebed/i);
});

it('a record with more words than PostgreSQL can index is shown all the same, and found by its beginning', async () => {
  const word = (nth: number): string => `${'x'.repeat(92)}${(nth + 46_656).toString(36)}`;
  const addenda = Array.from({ length: 120 }, (_, nth) => {
    const text = Array.from({ length: 100 }, (_, place) => word(nth * 100 + place)).join(' ');
    return { type: 'AddendumAdded', data: { text } };
  });
  const rows = await spec.given([raised('Trevanion telephoned.'), ...addenda]);
  expect(rows).toHaveLength(1);
  expect(await found('trevanion')).toBe(1);
});
