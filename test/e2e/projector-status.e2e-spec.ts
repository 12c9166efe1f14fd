import pg from 'pg';
import { projections } from '../../projections/index.js';
import type { Projection } from '../../libs/eventing/projection.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';

interface Status {
  readonly readModel: string;
  readonly version: number;
  readonly position: string;
  readonly lag: number;
  readonly parkedStreams: number;
  readonly build: {
    version: number;
    share: number;
    eventsPerSecond: number;
    beganAt: string;
    estimatedEndAt: string | null;
  } | null;
}

const raised = (by: number): Projection[] =>
  projections.map((one) => (one.name === 'filtering_change_log' ? { ...one, version: one.version + by } : one));
const { version } = projections.find(({ name }) => name === 'filtering_change_log')!;

let daybook: Daybook;
let administrator: Client;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  administrator = await daybook.as('systemAdministrator');
});
afterAll(() => daybook.stop());

async function status(): Promise<Map<string, Status>> {
  const { data, errors } = await administrator.query(`{ projectorStatus {
    readModel version position lag parkedStreams build { version share eventsPerSecond beganAt estimatedEndAt } } }`);
  expect(errors).toBeUndefined();
  return new Map((data!['projectorStatus'] as Status[]).map((one) => [one.readModel, one]));
}

/** Asks until the change log's status satisfies. */
const once = (satisfied: (status: Status) => boolean): Promise<Status> =>
  eventually(async () => {
    const found = (await status()).get('filtering_change_log');
    return found && satisfied(found) ? found : undefined;
  });

async function request(): Promise<string> {
  const teacher = await daybook.as('teacher');
  const { position } = await teacher.does('requestUnblock', {
    target: { kind: 'domain', value: 'maps.example.org' },
    scope: { kind: 'everyone' },
    studyPurpose: 'Rivers',
    reason: 'A project.',
    until: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  });
  return position;
}

describe('the projector’s status for administrators', () => {
  it('shows of every read model its version, and that nothing is behind, parked or being built', async () => {
    const position = await request();
    await once((one) => BigInt(one.position) >= BigInt(position));
    const shown = await status();
    expect([...shown.keys()]).toEqual(projections.map(({ name }) => name));
    for (const one of projections)
      expect(shown.get(one.name)).toMatchObject({ version: one.version, lag: 0, parkedStreams: 0, build: null });
  });

  it('shows how far a new version is, and how many events the live one lacks meanwhile', async () => {
    const reader = new pg.Client({ connectionString: daybook.connections.readOwner });
    await reader.connect();
    try {
      // Whoever writes has to wait: the new version is built, and cannot be put in its place yet.
      await reader.query('begin; lock table filtering_change_log in share mode');
      await daybook.releaseProjections(raised(1));
      const built = await once(({ build }) => (build?.share ?? 0) > 0);
      expect(built).toMatchObject({ version, build: { version: version + 1, share: 1 } });
      expect(built.build!.eventsPerSecond).toBeGreaterThan(0);
      expect(Date.parse(built.build!.estimatedEndAt!)).toBeGreaterThanOrEqual(Date.parse(built.build!.beganAt));
      await request();
      await request();
      expect(await once(({ lag }) => lag === 2)).toMatchObject({ version });
      await reader.query('rollback');
      expect(await once((one) => one.version === version + 1 && one.lag === 0)).toMatchObject({ build: null });
    } finally {
      await reader.end();
    }
  });

  it('is not for teachers', async () => {
    const { errors } = await (await daybook.as('teacher')).query('{ projectorStatus { readModel } }');
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});
