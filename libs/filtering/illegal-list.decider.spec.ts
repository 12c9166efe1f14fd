import { createHash } from 'node:crypto';
import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import type { IllegalListEvent } from './filtering.events.js';
import { illegalList } from './illegal-list.decider.js';
import { blockedHashes, contentsOf, type IllegalSites } from './illegal-sites.js';

const { given } = specFor(illegalList);
const technician: Context = {
  actor: 'cai',
  role: 'technician',
  roles: ['technician'],
  school: '900001',
  now: '2026-03-12T09:00:00.000Z',
  policy: packFor('st-levan', '2017-09')!,
};
const by = { actor: 'cai', role: 'technician', at: technician.now } as const;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
const [a, b, c] = ['a', 'b', 'c'].map(hash).sort() as [string, string, string];

const of = (...entries: string[]) => ({ entries: entries.length, contents: contentsOf(new Set(entries)) });

type Change = (IllegalListEvent & { type: 'IllegalListUpdated' })['data'];
const beforeContents = ({ list, edition, added, removed, entries }: Change): Change => ({
  list,
  edition,
  added,
  removed,
  entries,
});

const taken = {
  type: 'IllegalListUpdated' as const,
  data: { list: 'iwf' as const, edition: '1', added: [a, b], removed: [], ...of(a, b) },
  by,
} satisfies IllegalListEvent & { by: unknown };

describe('D19: a list of illegal sites arrives as hashes', () => {
  it('records of an edition only what changed', () => {
    given([])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [b, a, a] }, technician)
      .then([{ type: 'IllegalListUpdated', data: taken.data }]);
    given([taken])
      .when('UpdateIllegalList', { list: 'iwf', edition: '2', hashes: [b, c] }, technician)
      .then([
        { type: 'IllegalListUpdated', data: { list: 'iwf', edition: '2', added: [c], removed: [a], ...of(b, c) } },
      ]);
  });

  it('counts the entries, and not what it holds of an address besides', () => {
    given([])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a], pagesOf: [b, c] }, technician)
      .then([
        {
          type: 'IllegalListUpdated',
          data: { list: 'iwf', edition: '1', added: [a, b, c], removed: [], ...of(a, b, c), entries: 1 },
        },
      ]);
  });

  it('keeps each list apart', () => {
    given([taken])
      .when('UpdateIllegalList', { list: 'ctiru', edition: '9', hashes: [a] }, technician)
      .then([{ type: 'IllegalListUpdated', data: { list: 'ctiru', edition: '9', added: [a], removed: [], ...of(a) } }]);
  });

  it('records nothing where the same edition comes again, and a new edition without changes as such', () => {
    given([taken])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a, b] }, technician)
      .then([]);
    given([taken])
      .when('UpdateIllegalList', { list: 'iwf', edition: '2', hashes: [a, b] }, technician)
      .then([{ type: 'IllegalListUpdated', data: { list: 'iwf', edition: '2', added: [], removed: [], ...of(a, b) } }]);
  });

  it('holds after every edition just what stood on it', () => {
    const second: IllegalListEvent = {
      type: 'IllegalListUpdated',
      data: { list: 'iwf', edition: '2', added: [c], removed: [a], entries: 2 },
    };
    const held = fold<IllegalSites, IllegalListEvent>(illegalList, [taken, { ...second, by }]);
    expect([...held.get('iwf')!.hashes].sort()).toEqual([b, c].sort());
  });

  it('is not emptied by an empty file', () => {
    for (const past of [[], [taken]])
      given(past)
        .when('UpdateIllegalList', { list: 'iwf', edition: '2', hashes: [] }, technician)
        .thenRejected('LIST_EMPTY', 'D19');
  });

  const five = Array.from({ length: 5 }, (_, nth) => hash(String(nth))).sort();
  const long = { ...taken, data: { ...taken.data, added: five, ...of(...five) } };
  const [first, second, ...rest] = five as [string, string, ...string[]];
  const short = { list: 'iwf' as const, edition: '2', hashes: [first, second] };
  const change = { list: 'iwf' as const, edition: '2', added: [], removed: rest, ...of(first, second) };
  const heldBack = { type: 'IllegalListHeldBack' as const, data: change, by };

  it('with fewer than half of the entries waits for a second person, and blocks what it blocked meanwhile', () => {
    given([long])
      .when('UpdateIllegalList', short, technician)
      .then([{ type: 'IllegalListHeldBack', data: change }]);
    given([long, heldBack]).when('UpdateIllegalList', short, technician).then([]);
    const held = fold<IllegalSites, IllegalListEvent>(illegalList, [long, heldBack]);
    expect(held.get('iwf')!.hashes.size).toBe(5);
    given([long, heldBack])
      .when('AgreeIllegalList', { list: 'iwf', edition: '2' }, technician)
      .thenRejected('OWN_REQUEST', 'SL6');
    given([long, heldBack])
      .when('AgreeIllegalList', { list: 'iwf', edition: '2' }, { ...technician, actor: 'ann' })
      .then([{ type: 'IllegalListUpdated', data: change }]);
    given([long, heldBack])
      .when('AgreeIllegalList', { list: 'iwf', edition: '3' }, { ...technician, actor: 'ann' })
      .thenRejected('WRONG_STATE', 'D19');
  });

  it('and is forgotten when the whole file comes after all, under a name of its own', () => {
    const whole = { type: 'IllegalListUpdated' as const, data: { ...long.data, edition: '2b', added: [] }, by };
    given([long, heldBack])
      .when('UpdateIllegalList', { ...short, edition: '2b', hashes: five }, technician)
      .then([{ type: whole.type, data: whole.data }]);
    given([long, heldBack, whole])
      .when('AgreeIllegalList', { list: 'iwf', edition: '2' }, { ...technician, actor: 'ann' })
      .thenRejected('WRONG_STATE', 'D19');
  });

  it('what it adds is blocked at once, and no longer where another edition comes instead', () => {
    const adding = { ...heldBack, data: { ...change, added: [c] } };
    const blocked = (
      past: readonly (IllegalListEvent & { by: { actor: string; role: 'technician'; at: string } })[],
    ): string[] => blockedHashes(fold<IllegalSites, IllegalListEvent>(illegalList, past));
    expect(blocked([long, adding])).toEqual([...five, c].sort());
    const whole = { ...long, data: { ...long.data, edition: '3', added: [] } };
    expect(blocked([long, adding, whole])).toEqual([...five].sort());
    const agreed = { ...long, data: adding.data, by: { ...by, actor: 'ann' } };
    expect(blocked([long, adding, agreed])).toEqual([first, second, c].sort());
  });

  describe('one person cannot empty it step by step', () => {
    const hundred = Array.from({ length: 100 }, (_, nth) => hash(`entry ${nth}`));
    const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T09:00:00.000Z`;
    /** What an edition is answered with, after those that one technician sent before, each on its day. */
    const sent = (steps: readonly (readonly [day: number, entries: readonly string[], agreedBy?: string])[]) => {
      const past: (IllegalListEvent & { by: { actor: string; role: 'technician'; at: string } })[] = [];
      return steps.map(([day, entries, agreedBy], nth) => {
        const at = on(day);
        const state = (): IllegalSites => fold<IllegalSites, IllegalListEvent>(illegalList, past);
        const command = { list: 'iwf' as const, edition: String(nth), hashes: entries };
        const [event] = illegalList.decide.UpdateIllegalList(command, state(), { ...technician, now: at });
        past.push({ ...event!, by: { ...by, at } });
        if (agreedBy === undefined) return event?.type;
        const second = { ...technician, actor: agreedBy, now: at };
        const [agreed] = illegalList.decide.AgreeIllegalList({ list: 'iwf', edition: String(nth) }, state(), second);
        past.push({ ...agreed!, by: { ...by, actor: agreedBy, at } });
        return event?.type;
      });
    };
    const [updated, held] = ['IllegalListUpdated', 'IllegalListHeldBack'];

    it('by halves, however long they are apart', () => {
      for (const apart of [0, 10])
        expect(
          sent([
            [1, hundred],
            [1 + apart, hundred.slice(0, 60)],
            [1 + 2 * apart, hundred.slice(0, 49)],
          ]),
        ).toEqual([updated, updated, held]);
    });

    it('by entries that stand for nothing, at once or in steps within a week', () => {
      const other = Array.from({ length: 100 }, (_, nth) => hash(`other ${nth}`));
      expect(
        sent([
          [1, hundred],
          [1, other],
        ]),
      ).toEqual([updated, held]);
      const halfway = [...hundred.slice(0, 60), ...other.slice(0, 60)];
      const more = [...hundred.slice(0, 40), ...other.slice(0, 60)];
      expect(
        sent([
          [1, hundred],
          [2, halfway],
          [5, more],
        ]),
      ).toEqual([updated, updated, held]);
      const grown = [...hundred, ...Array.from({ length: 150 }, (_, nth) => hash(`new ${nth}`))];
      const emptied = [...hundred, ...Array.from({ length: 150 }, (_, nth) => hash(`rubbish ${nth}`))];
      expect(
        sent([
          [1, hundred],
          [2, grown],
          [3, emptied],
        ]),
      ).toEqual([updated, updated, held]);
      // In a week a list may well have become another one.
      expect(
        sent([
          [1, hundred],
          [2, halfway],
          [9, more],
        ]),
      ).toEqual([updated, updated, updated]);
    });

    it('what two people have agreed to is the measure from then on', () => {
      expect(
        sent([
          [1, hundred],
          [2, hundred.slice(0, 40), 'ann'],
          [20, hundred.slice(0, 30)],
          [20, hundred.slice(0, 19)],
        ]),
      ).toEqual([updated, held, updated, held]);
    });
  });

  it('a name stands for the same entries for ever', () => {
    const second = { ...taken, data: { ...taken.data, edition: '2', added: [c], removed: [], ...of(a, b, c) } };
    for (const past of [[taken], [taken, second]]) {
      given(past)
        .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a, c] }, technician)
        .thenRejected('EDITION_CHANGED', 'D19');
      given(past)
        .when('UpdateIllegalList', { list: 'ctiru', edition: '1', hashes: [a] }, technician)
        .then([
          { type: 'IllegalListUpdated', data: { list: 'ctiru', edition: '1', added: [a], removed: [], ...of(a) } },
        ]);
    }
    const older = beforeContents(taken.data);
    given([{ ...taken, data: older }])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a, c] }, technician)
      .thenRejected('EDITION_CHANGED', 'D19');
    given([{ ...taken, data: older }])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a, b] }, technician)
      .then([]);
  });

  it('also one that waits for a second person, who agrees to what was sent', () => {
    given([long, heldBack])
      .when('UpdateIllegalList', { ...short, hashes: [first] }, technician)
      .thenRejected('EDITION_CHANGED', 'D19');
    const older = beforeContents(heldBack.data);
    given([long, { ...heldBack, data: older }])
      .when('UpdateIllegalList', { ...short, hashes: [first] }, technician)
      .thenRejected('EDITION_CHANGED', 'D19');
    given([long, { ...heldBack, data: older }])
      .when('UpdateIllegalList', short, technician)
      .then([]);
  });

  it('refuses more changes than one event can hold', () => {
    const hashes = Array.from({ length: 20_001 }, (_, index) => hash(String(index)));
    given([])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes }, technician)
      .thenRejected('LIST_TOO_LONG', 'D19');
  });
});
