import { filteringChangeEvents } from '../../libs/filtering/filtering.events.js';
import { projections } from '../../projections/index.js';
import type { Projection } from '../../libs/eventing/projection.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const until = new Date(Date.now() + 7 * 86_400_000).toISOString();

/** The next version of the change log: it writes sites in capitals. */
const nextVersion = projections.map((projection): Projection => {
  if (projection.name !== 'filtering_change_log') return projection;
  const { category } = filteringChangeEvents;
  const fold = projection.folds[category]!['UnblockRequested'] as (row: unknown, event: unknown) => { target: string };
  const louder: unknown = (row: unknown, event: unknown) => {
    const requested = fold(row, event);
    return { ...requested, target: requested.target.toUpperCase() };
  };
  const folds = { ...projection.folds, [category]: { ...projection.folds[category], UnblockRequested: louder } };
  return { ...projection, version: projection.version + 1, folds: folds as Projection['folds'] };
});

let daybook: Daybook;
beforeEach(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterEach(() => daybook.stop());

async function request(teacher: Client, host: string): Promise<string> {
  const { position } = await teacher.does('requestUnblock', {
    target: { kind: 'domain', value: host },
    scope: { kind: 'everyone' },
    studyPurpose: 'Rivers',
    reason: 'A project.',
    until,
  });
  return position;
}

async function targets(governor: Client, after?: string): Promise<string[]> {
  const { data, errors } = await governor.query(
    'query ($after: String) { filteringChangeLog(first: 200, after: $after) { entries { target } } }',
    { after },
  );
  expect(errors).toBeUndefined();
  return (data!['filteringChangeLog'] as { entries: { target: string }[] }).entries.map(({ target }) => target);
}

describe('a read model whose version was raised is built anew beside the live one', () => {
  it('shows all of the old rows or all of the new ones to everybody who reads meanwhile, and then goes on', async () => {
    const [teacher, governor] = await Promise.all([daybook.as('teacher'), daybook.as('governor')]);
    const hosts = Array.from({ length: 30 }, (_, n) => `river${n}.example.org`);
    let position = '0';
    for (const host of hosts) position = await request(teacher, host);
    const old = [...hosts].reverse();
    expect(await targets(governor, position)).toEqual(old);

    await daybook.releaseProjections(nextVersion);
    const answers = await eventually(async () => {
      const shown = await targets(governor);
      seen.push(shown);
      return shown[0] === old[0] ? undefined : seen;
    });
    const renewed = old.map((host) => host.toUpperCase());
    for (const answer of answers) expect([old, renewed]).toContainEqual(answer);
    expect(answers.at(-1)).toEqual(renewed);

    const later = await request(teacher, 'lake.example.org');
    expect(await targets(governor, later)).toEqual(['LAKE.EXAMPLE.ORG', ...renewed]);
  });
  const seen: string[][] = [];

  it('keeps the other read models up to date while one is built', async () => {
    const [teacher, reader] = await Promise.all([daybook.as('teacher'), daybook.as('dsl')]);
    await request(teacher, 'hill.example.org');
    await daybook.releaseProjections(nextVersion);
    const { position } = await teacher.does('raiseIncident', {
      kind: 'cyberbullying',
      occurredAt: new Date().toISOString(),
      place: 'inSchool',
      facts: 'An unkind message.',
      people: [],
    });
    const { data, errors } = await reader.query('query ($after: String) { incidentLog(after: $after) { total } }', {
      after: position,
    });
    expect(errors).toBeUndefined();
    expect(data!['incidentLog']).toEqual({ total: 1 });
  });
});
