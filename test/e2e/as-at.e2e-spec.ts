import pg from 'pg';
import type { Projection } from '../../libs/eventing/read-models/projection.js';
import { historyOf } from '../../libs/eventing/read-models/projection.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import { projections } from '../../projections/index.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

let daybook: Daybook;
let dsl: Client;
let head: Client;
let governor: Client;
let teacher: Client;
let lead: Client;
let position = '0';

beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  [dsl, head, governor, teacher, lead] = (await Promise.all(
    (['dsl', 'headteacher', 'governor', 'teacher', 'onlineSafetyLead'] as const).map((role) => daybook.as(role)),
  )) as [Client, Client, Client, Client, Client];
});
afterAll(() => daybook.stop());

async function does(who: Client, name: string, input: Record<string, unknown>): Promise<string> {
  const receipt = await who.does(name, input);
  ({ position } = receipt);
  return receipt.id;
}

const request = (purpose = 'Rivers'): Promise<string> =>
  does(teacher, 'requestUnblock', {
    target: { kind: 'domain', value: 'rivers.example.org' },
    scope: { kind: 'yearGroup', name: 'Year 4' },
    studyPurpose: purpose,
    reason: 'A project.',
    until: inDays(7),
  });

const raise = (facts = 'An unkind message.', kind = 'cyberbullying'): Promise<string> =>
  does(teacher, 'raiseIncident', { kind, occurredAt: inDays(-2), place: 'inSchool', facts, people: [] });

/** Every log, each with filter, sort and pages, as somebody who may read it sees it. */
const logs: readonly [name: string, who: () => Client, type: string, filter: object, fields: string][] = [
  ['filteringChangeLog', () => governor, 'FilteringChangeFilter', {}, 'id revision status steps { what at }'],
  ['filteringChangeLog', () => governor, 'FilteringChangeFilter', { status: ['agreed'] }, 'id status agreedBy'],
  ['incidentLog', () => dsl, 'IncidentFilter', {}, 'id revision status facts steps { what text }'],
  ['incidentLog', () => head, 'IncidentFilter', { status: ['acknowledged'] }, 'id seriousness'],
];

async function answer(who: Client, document: string, variables: object = {}): Promise<Record<string, unknown>> {
  const { data, errors } = await who.query(document, variables as Record<string, unknown>);
  expect(errors).toBeUndefined();
  return data!;
}

interface Page {
  readonly entries: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/** All pages of a log, two entries each. */
async function pagesOf([name, who, type, filter, fields]: (typeof logs)[number], asAt?: string): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const document = `query ($filter: ${type}, $cursor: String, $after: String, $asAt: DateTime) {
      ${name}(first: 2, filter: $filter, cursor: $cursor, after: $after, asAt: $asAt) {
        entries { ${fields} } nextCursor total } }`;
    const data = await answer(who(), document, { filter, cursor, after: position, asAt });
    const page = data[name] as Page;
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

const allLogs = async (asAt?: string): Promise<unknown[]> => Promise.all(logs.map((log) => pagesOf(log, asAt)));

const openings = async (asAt?: string): Promise<unknown> =>
  answer(governor, 'query ($at: String!, $asAt: DateTime) { filteringOpenAt(at: $at, asAt: $asAt) { approvedBy } }', {
    at: inDays(1),
    asAt,
  });

/** The clock has to tell this moment from the acts before and after it. */
async function moment(): Promise<string> {
  const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));
  await tick();
  const at = new Date().toISOString();
  await tick();
  return at;
}

it('answers what each log showed then: the same entries, pages and totals, whatever happened since (D20, D35)', async () => {
  const changes: string[] = [];
  const incidents: string[] = [];
  const technician = await daybook.as('technician');
  const acts: (() => Promise<unknown>)[] = [
    async () => changes.push(await request()),
    async () => changes.push(await request(), await request()),
    async () => incidents.push(await raise()),
    async () => incidents.push(await raise(), await raise('Another thing.')),
    () => does(lead, 'agreeUnblock', { id: changes[1], reason: 'Looked at it.' }),
    () => does(dsl, 'acknowledgeIncident', { id: incidents[0] }),
    () => does(technician, 'implementUnblock', { id: changes[1] }),
    () => does(dsl, 'addAddendum', { id: incidents[1], text: 'The parents rang.' }),
    () => does(dsl, 'acknowledgeIncident', { id: incidents[1] }),
    () => does(lead, 'declineUnblock', { id: changes[0], reason: 'Another site will do.' }),
    () => does(dsl, 'correctFacts', { id: incidents[0], facts: 'A rude picture.', reason: 'I saw it.' }),
  ];
  const seen: { at: string; shown: unknown; open: unknown }[] = [];
  for (const act of acts) {
    await act();
    const shown = await allLogs();
    seen.push({ shown, open: await openings(), at: await moment() });
  }
  expect(new Set(seen.map(({ shown }) => JSON.stringify(shown))).size).toBe(acts.length);
  for (const { at, shown, open } of seen) {
    expect(await allLogs(at)).toEqual(shown);
    expect(await openings(at)).toEqual(open);
  }
});

describe('the past is no way round a rule of today', () => {
  const idsAsAt = async (who: Client, asAt: string): Promise<string[]> => {
    const document =
      'query ($asAt: DateTime, $after: String) { incidentLog(asAt: $asAt, after: $after) { entries { id } } }';
    const data = await answer(who, document, { asAt, after: position });
    return (data['incidentLog'] as Page).entries.map(({ id }) => id);
  };

  it('whoever is accused in a case does not read of it as at a day before they were named (D6)', async () => {
    const accused = await daybook.as('dsl');
    const id = await raise();
    await does(dsl, 'acknowledgeIncident', { id });
    const before = await moment();
    expect(await idsAsAt(accused, before)).toContain(id);
    await daybook.person({ id: accused.actor });
    await does(dsl, 'linkPerson', { id, person: accused.actor, role: 'alleged' });
    expect(await idsAsAt(accused, before)).not.toContain(id);
    expect(await idsAsAt(dsl, before)).toContain(id);
    const { incident } = await answer(
      accused,
      'query ($id: ID!, $asAt: DateTime) { incident(id: $id, asAt: $asAt) { facts } }',
      { id, asAt: before },
    );
    expect(incident).toBeNull();
  });
});

it.each(['2026-02-30T10:00:00Z', '2026-03-12T10:00:00', 'yesterday', 5])(
  'refuses %p: a moment states its day and its time zone',
  async (asAt) => {
    const { errors } = await governor.query('query ($asAt: DateTime) { filteringChangeLog(asAt: $asAt) { total } }', {
      asAt,
    });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  },
);

it('keeps nothing of an erased subject in the history once the read model was built anew (SL12)', async () => {
  const id = await request('The private plans of Zebedee Quill');
  await does(lead, 'agreeUnblock', { id, reason: 'Quill explained it.' });
  const before = await moment();
  await does(teacher, 'requestExtension', { id, until: inDays(9), reason: 'Quill was ill.' }).catch(() => undefined);
  const pool = new pg.Pool({ connectionString: daybook.connections.keys });
  await new KeyRing(pool, daybook.masterKey).destroy(schools.stLevan, `filteringChange-${id}`);
  await pool.end();
  await daybook.releaseProjections(
    projections.map((projection): Projection => ({ ...projection, version: projection.version + 1 })),
  );
  const projector = new pg.Client({ connectionString: daybook.connections.projector });
  await projector.connect();
  try {
    await eventually(async () => {
      const built = await projector.query('select from projection_checkpoint where version = 1');
      return built.rowCount === 0 ? true : undefined;
    });
    for (const table of projections.flatMap(({ name }) => [name, historyOf(name)])) {
      const { rows } = await projector.query<{ line: string }>(`select row_to_json(t)::text as line from ${table} t`);
      expect(rows.filter(({ line }) => line.includes('Quill'))).toEqual([]);
    }
    const kept = await projector.query(
      `select study_purpose from filtering_change_log_history where change = $1 and valid_from <= $2`,
      [id, before],
    );
    expect(kept.rows).toContainEqual({ study_purpose: '[erased]' });
  } finally {
    await projector.end();
  }
  // The API is of the release before, whose history this no longer is.
  const { errors } = await governor.query('query ($asAt: DateTime) { filteringChangeLog(asAt: $asAt) { total } }', {
    asAt: before,
  });
  expect(errors).toMatchObject([{ extensions: { code: 'NOT_THERE_YET' } }]);
});
