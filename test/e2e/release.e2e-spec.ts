import { filteringChangeEvents } from '../../libs/filtering/filtering.events.js';
import { projections } from '../../projections/index.js';
import type { Projection } from '../../libs/eventing/read-models/projection.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { History } from '../support/history.js';

const until = new Date(Date.now() + 7 * 86_400_000).toISOString();

/** The next version of the change log, which sees a request otherwise. */
const changed = (asSeen: (requested: { target: string }) => { target: string }): Projection[] =>
  projections.map((projection) => {
    if (projection.name !== 'filtering_change_log') return projection;
    const { category } = filteringChangeEvents;
    const fold = projection.folds[category]!['UnblockRequested'] as (
      row: unknown,
      event: unknown,
    ) => { target: string };
    const other: unknown = (row: unknown, event: unknown) => asSeen(fold(row, event));
    const folds = { ...projection.folds, [category]: { ...projection.folds[category], UnblockRequested: other } };
    return { ...projection, version: projection.version + 1, folds: folds as Projection['folds'] };
  });

const nextVersion = changed((requested) => ({ ...requested, target: requested.target.toUpperCase() }));

let daybook: Daybook;
beforeEach(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterEach(() => daybook.stop());

const asked = (host: string): Record<string, unknown> => ({
  target: { kind: 'domain', value: host },
  scope: { kind: 'everyone' },
  studyPurpose: 'Rivers',
  reason: 'A project.',
  until,
});

async function request(teacher: Client, host: string): Promise<string> {
  return (await teacher.does('requestUnblock', asked(host))).position;
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

  it('a projector that is to stop does not go on building first, and leaves what was there', async () => {
    const [teacher, governor] = await Promise.all([daybook.as('teacher'), daybook.as('governor')]);
    const position = await request(teacher, 'moor.example.org');
    await daybook.stopWorker();
    const requests = 1_200;
    const history = await History.of({ ...daybook, keysUrl: daybook.connections.keys });
    await history.record(
      filteringChangeEvents.category,
      schools.stLevan,
      Array.from({ length: requests }, () => ({
        type: 'UnblockRequested',
        data: { ...asked('moss.example.org'), permanent: false },
      })),
    );
    await history.close();
    let seen = 0;
    const released = new Promise<void>((resolve, reject) => {
      const whenBuilding = changed((requested) => {
        seen += 1;
        if (seen === 1) daybook.releaseProjections(projections).then(resolve, reject);
        return { ...requested, target: requested.target.toUpperCase() };
      });
      daybook.releaseProjections(whenBuilding).catch(reject);
    });
    await released;
    expect(seen).toBeLessThan(requests);
    expect(daybook.reports.join()).not.toContain('interrupted');
    expect((await targets(governor, position)).at(-1)).toBe('moor.example.org');
  });
});
