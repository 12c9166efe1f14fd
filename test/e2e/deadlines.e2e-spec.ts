import pg from 'pg';
import { adoptPolicies, eventually, startDaybook, type Daybook } from '../support/daybook.js';
import { redisIsInstalled, startRedis } from '../support/redis.js';

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

/** Lets a site through until a moment. */
async function open(daybook: Daybook, until: string): Promise<string> {
  const [teacher, lead, technician] = await Promise.all([
    daybook.as('teacher'),
    daybook.as('onlineSafetyLead'),
    daybook.as('technician'),
  ]);
  const reason = 'A project on weather.';
  const { id } = await teacher.does('requestUnblock', {
    target: { kind: 'domain', value: 'weather.example.org' },
    scope: { kind: 'everyone' },
    studyPurpose: 'Weather',
    reason,
    until,
  });
  await lead.does('agreeUnblock', { id, reason });
  await technician.does('implementUnblock', { id });
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

describe('D18: the end of an opening is a fact, the queue only its alarm', () => {
  it('rings on the Postgres backend, and clears the deadline', async () => {
    const daybook = await startDaybook();
    try {
      await adoptPolicies(daybook);
      expect(await stepsOfReblocked(daybook, await open(daybook, inSeconds(10)))).toEqual(story);
      await jobsDatabase(
        daybook,
        "select reaction from deadline where reaction like '%reblock%'",
        (rows) => rows.map(({ reaction }) => reaction).join() === 'raise-alarm-when-reblock-is-overdue',
      );
    } finally {
      await daybook.stop();
    }
  });

  it('rings though the queue is gone: what is due stands in no queue', async () => {
    const daybook = await startDaybook();
    try {
      await adoptPolicies(daybook);
      const id = await open(daybook, inSeconds(8));
      let over = false;
      const rung = stepsOfReblocked(daybook, id).finally(() => (over = true));
      // Whatever is put into the queue is lost at once.
      await jobsDatabase(daybook, 'delete from bullmq.job', () => over);
      expect(await rung).toEqual(story);
    } finally {
      await daybook.stop();
    }
  });

  it('rings for what was recorded before its reaction was there', async () => {
    const daybook = await startDaybook();
    try {
      await adoptPolicies(daybook);
      const id = await open(daybook, inSeconds(8));
      const reaction = 'reblock-when-unblock-ends';
      const set = `select reaction from deadline where reaction = '${reaction}'`;
      await jobsDatabase(daybook, set, (rows) => rows.length === 1);
      await daybook.stopWorker();
      // As a release leaves it that does not know the reaction.
      for (const sql of [
        'delete from bullmq.job',
        `delete from deadline where reaction = '${reaction}'`,
        `update reaction_checkpoint set reactions = array_remove(reactions, '${reaction}')`,
      ])
        await jobsDatabase(daybook, sql, (rows) => rows.length === 0);
      const { stop } = await daybook.startWorker();
      expect(await stepsOfReblocked(daybook, id)).toEqual(story);
      await stop();
    } finally {
      await daybook.stop();
    }
  });

  if (!redisIsInstalled) {
    console.warn(
      'SKIPPED: alarms on Redis, because this machine has no redis-server (Debian: apt-get install redis-server)',
    );
  }
  (redisIsInstalled ? it : it.skip)('rings though Redis is gone, and the worker ends when it is asked to', async () => {
    const redis = await startRedis();
    const daybook = await startDaybook({ redisUrl: redis.url });
    try {
      await adoptPolicies(daybook);
      const id = await open(daybook, inSeconds(8));
      await redis.stop();
      expect(await stepsOfReblocked(daybook, id)).toEqual(story);
    } finally {
      await daybook.stop();
    }
  });
});
