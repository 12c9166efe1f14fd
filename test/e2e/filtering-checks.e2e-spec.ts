import pg from 'pg';
import { History } from '../support/history.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const school = schools.stokesWood;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const day = (moment: string): string => moment.slice(0, 'yyyy-mm-dd'.length);

const blocked = { result: 'blocked' };
const tested = (more: Record<string, unknown> = {}) => ({
  checkedAt: new Date().toISOString(),
  userGroup: 'pupils',
  deviceKind: 'schoolOwned',
  device: 'Class set 3, tablet 7',
  location: 'Library',
  results: { csam: blocked, terrorism: blocked, adultContent: blocked, profanity: blocked },
  ...more,
});
const letsProfanityThrough = {
  results: { ...tested().results, profanity: { result: 'letThrough', address: 'https://words.example.org/' } },
};

let daybook: Daybook;
let technician: Client, lead: Client, governor: Client, teacher: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  [technician, lead, governor, teacher] = (await Promise.all(
    (['technician', 'onlineSafetyLead', 'governor', 'teacher'] as const).map((role) => daybook.as(role, { school })),
  )) as [Client, Client, Client, Client];
});
afterAll(() => daybook.stop());

interface Check {
  readonly id: string;
  readonly [field: string]: unknown;
}

async function entriesOf(list: string, fields: string, after?: string): Promise<Check[]> {
  const { data, errors } = await governor.query(
    `query ($after: String) { ${list}(after: $after) { entries { id ${fields} } } }`,
    { after },
  );
  expect(errors).toBeUndefined();
  return (data![list] as { entries: Check[] }).entries;
}

const entryOf = async (list: string, fields: string, { id, position }: { id: string; position?: string }) =>
  (await entriesOf(list, fields, position)).find((entry) => entry.id === id)!;

describe('D22: the filtering test log says when, by whom, where, for whom and with what result', () => {
  const fields =
    'status checkedBy checkedRole device location userGroup evidence service action remedyOverdue retest results { test result address }';

  it('shows governors a test that a technician made, as the school’s own word', async () => {
    const receipt = await technician.does('recordFilteringCheck', tested());
    expect(await entryOf('filteringChecks', fields, receipt)).toMatchObject({
      status: 'passed',
      checkedBy: technician.actor,
      checkedRole: 'technician',
      location: 'Library',
      evidence: 'selfReported',
      results: ['csam', 'terrorism', 'adultContent', 'profanity'].map((test) => ({ test, result: 'blocked' })),
    });
  });

  it('takes over the result of a service as a third party’s', async () => {
    const report = { service: 'testfiltering.com', network: '203.0.113.7, Example Broadband' };
    const receipt = await technician.does('recordFilteringCheck', tested({ report }));
    expect(await entryOf('filteringChecks', fields, receipt)).toMatchObject({
      evidence: 'thirdParty',
      service: 'testfiltering.com',
    });
  });

  it('takes none without its four tests, and none from a teacher', async () => {
    const { results, ...rest } = tested();
    const { csam, terrorism, adultContent } = results;
    const partly = { ...rest, results: { csam, terrorism, adultContent } };
    expect(await technician.isRefused('recordFilteringCheck', partly)).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await teacher.isRefused('recordFilteringCheck', tested())).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('keeps what got through open until a later test shows it blocked', async () => {
    expect(await technician.isRefused('recordFilteringCheck', tested(letsProfanityThrough))).toEqual({
      code: 'ACTION_MISSING',
      clause: 'D22',
    });
    const action = 'Rang the provider; the category was off.';
    const failed = await technician.does('recordFilteringCheck', tested({ ...letsProfanityThrough, action }));
    expect(await entryOf('filteringChecks', fields, failed)).toMatchObject({ status: 'failing', action });
    const remedy = { id: failed.id, retest: failed.id };
    expect(await technician.isRefused('remedyFailedCheck', remedy)).toMatchObject({ code: 'RETEST_NOT_PASSED' });
    const again = await technician.does('recordFilteringCheck', tested());
    const remedied = await technician.does('remedyFailedCheck', { id: failed.id, retest: again.id });
    expect(await entryOf('filteringChecks', fields, remedied)).toMatchObject({ status: 'remedied', retest: again.id });
  });
});

describe('D22, SW7: tests are planned, and one that is not made in time is overdue', () => {
  const plan = {
    userGroup: 'pupils',
    deviceKind: 'schoolOwned',
    location: 'Library',
    every: { count: 1, unit: 'week' },
    firstDueOn: day(inDays(1)),
  };
  const fields = 'status dueOn overdue lastCheck lastCheckedOn done missed';

  it('moves the due day on when a test fulfils the plan', async () => {
    expect(await technician.isRefused('planFilteringChecks', plan)).toMatchObject({ code: 'FORBIDDEN' });
    const { id } = await lead.does('planFilteringChecks', plan);
    const check = await technician.does('recordFilteringCheck', tested({ plan: id }));
    const done = await eventually(async () => {
      const entry = await entryOf('filteringCheckPlans', fields, { id });
      return entry['done'] === 1 ? entry : undefined;
    });
    expect(done).toMatchObject({ status: 'active', overdue: false, lastCheck: check.id, missed: 0 });
    expect(String(done['dueOn']) > plan.firstDueOn).toBe(true);
  });

  it('takes no test for a plan that is not there, or has ended', async () => {
    const { id } = await lead.does('planFilteringChecks', plan);
    await lead.does('endCheckPlan', { id, reason: 'The library closes.' });
    expect(await technician.isRefused('recordFilteringCheck', tested({ plan: id }))).toEqual({
      code: 'NOT_FOUND',
      clause: 'D22',
    });
  });

  it('sets an alarm for the end of the day on which a test is due', async () => {
    const { id } = await lead.does('planFilteringChecks', plan);
    const jobs = new pg.Client({ connectionString: daybook.connections.worker });
    await jobs.connect();
    try {
      const { due_at: dueAt } = await eventually(async () => {
        const { rows } = await jobs.query<{ due_at: Date }>(
          `select due_at from deadline where reaction = 'raise-alarm-when-check-is-overdue' and id = $1`,
          [id],
        );
        return rows[0];
      });
      expect(dueAt.getTime()).toBeGreaterThan(Date.now());
    } finally {
      await jobs.end();
    }
  });
});

describe('D22: filtering and monitoring are reviewed every year, and when something changes', () => {
  const fields = 'status because what failedCheck dueOn overdue heldOn seniorLeader governor nextDueOn coveredBy';
  const heldOn = day(inDays(0));
  const seats = {
    seniorLeader: '00000000-0000-4000-8000-000000000001',
    dsl: '00000000-0000-4000-8000-000000000001',
    itSupport: '00000000-0000-4000-8000-000000000002',
    governor: '00000000-0000-4000-8000-000000000003',
  };
  beforeAll(async () => {
    for (const id of new Set(Object.values(seats))) await daybook.person({ school, id });
  });
  const held = { heldOn, ...seats, findings: 'Guests were unfiltered.', decisions: 'One filter for all.' };

  it('by the SLT, the DSL, IT support and a governor; the next one is open at once', async () => {
    expect(await lead.isRefused('holdFilteringReview', { ...held, governor: null })).toEqual({
      code: 'REVIEW_SEAT_EMPTY',
      clause: 'D22',
    });
    const receipt = await lead.does('holdFilteringReview', held);
    const entry = await entryOf('filteringReviews', fields, receipt);
    expect(entry).toMatchObject({ status: 'held', because: 'annual', heldOn, governor: seats.governor });
    const next = await eventually(async () =>
      (await entriesOf('filteringReviews', fields)).find(({ status }) => status === 'open'),
    );
    expect(next).toMatchObject({ because: 'annual', dueOn: entry['nextDueOn'], overdue: false });
  });

  it('when a new AI tool comes, and that review is covered by one that was held since', async () => {
    const opened = await technician.does('openFilteringReview', { trigger: 'newAiTool', what: 'A chat for homework.' });
    expect(await entryOf('filteringReviews', fields, opened)).toMatchObject({ status: 'open', because: 'newAiTool' });
    const { id: review } = await lead.does('holdFilteringReview', held);
    const covered = await lead.does('coverFilteringReview', { id: opened.id, review });
    expect(await entryOf('filteringReviews', fields, covered)).toMatchObject({ status: 'covered', coveredBy: review });
  });

  it('when a test finds that what is illegal gets through, without anybody asking for it', async () => {
    const results = { ...tested().results, csam: { result: 'letThrough' } };
    const failed = await technician.does('recordFilteringCheck', tested({ results, action: 'Cut the network off.' }));
    const review = await eventually(async () =>
      (await entriesOf('filteringReviews', fields)).find(({ failedCheck }) => failedCheck === failed.id),
    );
    expect(review).toMatchObject({ status: 'open', because: 'failedCheck', overdue: false });
  });
});

describe('D22: what is not done in time is on record without anybody asking', () => {
  it('a planned test, a review, and a filter that nobody mended', async () => {
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const dueOn = day(inDays(-30));
    const planned = { userGroup: 'pupils', deviceKind: 'schoolOwned', every: { count: 1, unit: 'week' }, dueOn };
    const plan = await history.record('filteringCheckPlan', school, [{ type: 'ChecksPlanned', data: planned }]);
    const review = await history.record('filteringReview', school, [
      { type: 'FilteringReviewOpened', data: { because: 'annual', dueOn } },
    ]);
    const remedyBy = inDays(-29);
    const check = await history.record('filteringCheck', school, [
      {
        type: 'FilteringChecked',
        data: { ...tested({ checkedAt: inDays(-30) }), ...letsProfanityThrough, evidence: 'selfReported' },
      },
      {
        type: 'FilterFoundFailing',
        data: { tests: ['profanity'], action: 'Rang the provider.', remedyBy, alerted: ['onlineSafetyLead'] },
      },
    ]);
    await history.close();
    const overdue = (list: string, flag: string, id: string): Promise<Check> =>
      eventually(async () => {
        const entry = (await entriesOf(list, flag)).find((one) => one.id === id);
        return entry?.[flag] === true ? entry : undefined;
      });
    await overdue('filteringCheckPlans', 'overdue', plan);
    await overdue('filteringReviews', 'overdue', review);
    await overdue('filteringChecks', 'remedyOverdue', check);
  });
});
