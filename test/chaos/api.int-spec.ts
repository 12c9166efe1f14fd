import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../support/daybook.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { School, type Ask } from './school.js';

/** The long run (`npm run chaos`) asks 10,000 times while 20,000 events are built anew, three times over. */
const long = process.env['CHAOS_ROUNDS'] !== undefined;
const [records, queries, rebuilds] = long ? [5_000, 10_000, 3] : [160, 600, 1];
const askers = 6;
/** A person waits no longer than this for any answer; a machine that runs other specs beside is given more time. */
const answeredWithin = long ? 9_000 : 12_000;

let school: School;
beforeEach(async () => {
  school = await School.start();
});
afterEach(() => school.stop());

describe('a read model that is built anew', () => {
  /** The rows as an older release would have left them: each in other words, and each twice. */
  async function becomeOld(): Promise<number> {
    await school.query(
      `begin;
       update filtering_change_log set target = 'old';
       insert into filtering_change_log
         select (jsonb_populate_record(t, jsonb_build_object('id', 'old ' || t.id))).* from filtering_change_log t;
       update projection_checkpoint set version = 0 where projection = 'filtering_change_log';
       commit`,
    );
    const [row] = await school.query<{ count: string }>('select count(*) from filtering_change_log');
    return Number(row?.count);
  }

  /** All of the old rows or all of the new ones, which are fewer; whatever else is a mixture. */
  function versionOf({ data, errors }: Answer, oldTotal: number): 'old' | 'new' {
    expect(errors).toBeUndefined();
    const { total, entries } = data!['filteringChangeLog'] as { total: number; entries: { target: string }[] };
    const targets = new Set(entries.map(({ target }) => target));
    expect(entries).toHaveLength(50);
    expect([...targets]).toHaveLength(1);
    expect(targets.has('old') === (total === oldTotal)).toBe(true);
    return targets.has('old') ? 'old' : 'new';
  }

  it(
    `shows its old rows or its new ones, never both, in ${queries} answers while people record`,
    async () => {
      const ids = Array.from({ length: records }, () => randomUUID());
      const writers = Array.from({ length: 16 }, async () => {
        for (let id = ids.pop(); id !== undefined; id = ids.pop()) await school.record(3, id);
      });
      await Promise.all(writers);
      let projector = await school.startProjector(() => undefined);
      await school.shows(await school.store.head());
      const api = await school.startApi();
      const ask = await api.as('governor');
      const times: Record<'before' | 'during', number[]> = { before: [], during: [] };
      const seen = { old: 0, new: 0 };
      for (let nth = 0; nth < rebuilds; nth += 1) {
        await projector.stop();
        const oldTotal = await becomeOld();
        let [asked, phase] = [0, 'before' as 'before' | 'during'];
        const enough = (): boolean => asked >= queries / rebuilds && seen.new > 0 && phase === 'during';
        const asking = Array.from({ length: askers }, async () => {
          let version: 'old' | 'new' = 'old';
          while (!enough() || version === 'old') {
            version = versionOf(
              await ask('{ filteringChangeLog(first: 50) { total entries { id target } } }'),
              oldTotal,
            );
            seen[version] += 1;
            asked += 1;
          }
        });
        const recording = (async () => {
          // Few enough, so that the new rows stay fewer than the old ones.
          const left = { before: records / 8, during: records / 8 };
          while (!enough()) {
            await sleep(5);
            if (left[phase]-- <= 0) continue;
            const [now, since] = [phase, performance.now()];
            await school.record(0);
            times[now].push(performance.now() - since);
          }
        })();
        while (asked < queries / rebuilds / 4) await sleep(1);
        phase = 'during';
        projector = await school.startProjector(() => undefined);
        await Promise.all([...asking, recording]);
      }
      const p99 = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;
      console.info(
        `${seen.old} old answers, ${seen.new} new ones; append p99 ${p99(times.before).toFixed(1)} ms before (${times.before.length}), ` +
          `${p99(times.during).toFixed(1)} ms during the rebuild (${times.during.length})`,
      );
      expect(Math.min(seen.old, seen.new)).toBeGreaterThan(0);
      await school.shows(await school.store.head());
      expect(await school.differences()).toEqual([]);
      await api.stop();
      await projector.stop();
    },
    180_000 + queries * 60,
  );
});

describe('a person whose command cannot be recorded', () => {
  const adopt = `mutation ($input: AdoptPolicy!) { adoptPolicy(input: $input) { id } }`;
  const confirm = `mutation ($input: ConfirmPolicyAdoption!) { confirmPolicyAdoption(input: $input) { id } }`;
  const request = `mutation ($input: RequestUnblock!) { requestUnblock(input: $input) { id revision position } }`;
  const code = ({ errors }: Answer): unknown => errors?.[0]?.extensions.code;

  it('is told so soon, and it is done once when it is sent again', async () => {
    const wire = await TcpProxy.open(Number(new URL(school.settings.eventStoreUrl).port));
    const api = await school.startApi(`esdb://127.0.0.1:${wire.port}?tls=false`);
    const [chair, head]: [Ask, Ask] = [await api.as('chairOfGovernors'), await api.as('headteacher')];
    const teacher: Ask = await api.as('teacher');
    const input = {
      pack: 'st-levan',
      edition: '2017-09',
      approvedOn: '2025-09-15',
      minuteReference: 'FGB 2025-09-15, item 4',
      nextReviewOn: '2026-09-15',
    };
    expect((await chair(adopt, { input })).errors).toBeUndefined();
    const { pack, edition } = input;
    expect((await head(confirm, { input: { pack, edition } })).errors).toBeUndefined();
    const unblock = {
      id: randomUUID(),
      commandId: randomUUID(),
      target: { kind: 'domain', value: 'museum.example.org' },
      scope: { kind: 'everyone' },
      studyPurpose: 'Ancient Egypt',
      reason: 'Pictures of the collection.',
      until: new Date(Date.now() + 7 * 86_400_000).toISOString(),
    };
    wire.refuse();
    const since = performance.now();
    expect(code(await teacher(request, { input: unblock }))).toBe('EVENT_STORE_UNAVAILABLE');
    expect(performance.now() - since).toBeLessThan(answeredWithin);
    wire.mend();
    const first = await teacher(request, { input: unblock });
    expect(first.errors).toBeUndefined();
    expect(await teacher(request, { input: unblock })).toEqual(first);
    expect(first.data!['requestUnblock']).toMatchObject({ revision: 0 });
    await api.stop();
    wire.close();
  });
});
