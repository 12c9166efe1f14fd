import pg from 'pg';
import { adoptPolicies, eventually, startDaybook, type Daybook } from '../support/daybook.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { History } from '../support/history.js';
import { redisIsInstalled, startRedis } from '../support/redis.js';

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

/** As if a site had been let through until a moment. */
async function open(daybook: Daybook, until: string): Promise<string> {
  const { connections, eventStoreUrl, masterKey } = daybook;
  const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
  const reason = 'A project on weather.';
  const target = { kind: 'domain', value: 'weather.example.org' };
  const asked = { target, scope: { kind: 'everyone' }, studyPurpose: 'Weather', reason, permanent: false, until };
  const id = await history.record('filteringChange', '900001', [
    { type: 'UnblockRequested', data: asked },
    { type: 'UnblockAgreed', data: { reason } },
    { type: 'SiteUnblocked', data: { until } },
  ]);
  await history.close();
  return id;
}

/** The steps of a change once the system has ordered it blocked again. */
async function stepsOfReblocked(daybook: Daybook, id: string): Promise<string[]> {
  const governor = await daybook.as('governor');
  return eventually(async () => {
    const { data } = await governor.query('{ filteringChangeLog { entries { id status steps { what } } } }');
    const { entries } = data!['filteringChangeLog'] as {
      entries: { id: string; status: string; steps: { what: string }[] }[];
    };
    const entry = entries.find((candidate) => candidate.id === id);
    return entry?.status === 'reblockOrdered' ? entry.steps.map(({ what }) => what) : undefined;
  });
}

/** Runs a query as the worker's role until its rows satisfy. */
async function jobsDatabase(
  daybook: Daybook,
  sql: string,
  satisfied: (rows: readonly { reaction: string }[]) => boolean,
): Promise<void> {
  const jobs = new pg.Client({ connectionString: daybook.connections.worker });
  await jobs.connect();
  try {
    await eventually(async () => (satisfied((await jobs.query<{ reaction: string }>(sql)).rows) ? true : undefined));
  } finally {
    await jobs.end();
  }
}

const story = ['UnblockRequested', 'UnblockAgreed', 'SiteUnblocked', 'ReblockOrdered'];

describe('D18: the end of an opening is a fact, the queue only says when to look', () => {
  it('fires on the Postgres backend, and the event clears the deadline', async () => {
    const daybook = await startDaybook();
    try {
      await adoptPolicies(daybook);
      expect(await stepsOfReblocked(daybook, await open(daybook, inSeconds(2)))).toEqual(story);
      await jobsDatabase(
        daybook,
        "select reaction from deadline where reaction like '%reblock%'",
        (rows) => rows.map(({ reaction }) => reaction).join() === 'raise-alarm-when-reblock-is-overdue',
      );
    } finally {
      await daybook.stop();
    }
  });

  it('fires though the queue is gone: what is due stands in no queue', async () => {
    const daybook = await startDaybook();
    try {
      await adoptPolicies(daybook);
      const id = await open(daybook, inSeconds(2));
      let over = false;
      const fired = stepsOfReblocked(daybook, id).finally(() => (over = true));
      // Whatever is put into the queue is lost at once.
      await jobsDatabase(daybook, 'delete from bullmq.job', () => over);
      expect(await fired).toEqual(story);
    } finally {
      await daybook.stop();
    }
  });

  it('fires for what was recorded before its rule was there', async () => {
    const daybook = await startDaybook();
    try {
      await adoptPolicies(daybook);
      await daybook.stopWorker();
      const id = await open(daybook, inSeconds(2));
      const store = new EventStore(daybook.eventStoreUrl);
      const head = await store.head();
      await store.close();
      // As a release leaves it that does not know the rule, and has read all of the log.
      const left = `position = ${head}, rules = array_remove(rules, 'reblock-when-unblock-ends')`;
      await jobsDatabase(daybook, `update reaction_checkpoint set ${left}`, (rows) => rows.length === 0);
      const { stop } = await daybook.startWorker();
      expect(await stepsOfReblocked(daybook, id)).toEqual(story);
      await stop();
    } finally {
      await daybook.stop();
    }
  });

  if (!redisIsInstalled) {
    console.warn(
      'SKIPPED: deadlines on Redis, because this machine has no redis-server (Debian: apt-get install redis-server)',
    );
  }
  (redisIsInstalled ? it : it.skip)('fires though Redis is gone, and the worker ends when it is asked to', async () => {
    const redis = await startRedis();
    const daybook = await startDaybook({ redisUrl: redis.url });
    try {
      await adoptPolicies(daybook);
      const id = await open(daybook, inSeconds(2));
      await redis.stop();
      expect(await stepsOfReblocked(daybook, id)).toEqual(story);
    } finally {
      await daybook.stop();
    }
  });
});
