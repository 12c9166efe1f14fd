import { createHash } from 'node:crypto';
import { fold, type Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import type { IllegalListEvent } from './filtering.events.js';
import { illegalList } from './illegal-list.decider.js';
import type { IllegalSites } from './illegal-sites.js';

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

const taken = {
  type: 'IllegalListUpdated' as const,
  data: { list: 'iwf' as const, edition: '1', added: [a, b], removed: [], entries: 2 },
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
        { type: 'IllegalListUpdated', data: { list: 'iwf', edition: '2', added: [c], removed: [a], entries: 2 } },
      ]);
  });

  it('counts the entries, and not what it holds of an address besides', () => {
    given([])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a], pagesOf: [b, c] }, technician)
      .then([
        {
          type: 'IllegalListUpdated',
          data: { list: 'iwf', edition: '1', added: [a, b, c], removed: [], entries: 1 },
        },
      ]);
  });

  it('keeps each list apart', () => {
    given([taken])
      .when('UpdateIllegalList', { list: 'ctiru', edition: '9', hashes: [a] }, technician)
      .then([
        { type: 'IllegalListUpdated', data: { list: 'ctiru', edition: '9', added: [a], removed: [], entries: 1 } },
      ]);
  });

  it('records nothing where the same edition comes again, and a new edition without changes as such', () => {
    given([taken])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes: [a, b] }, technician)
      .then([]);
    given([taken])
      .when('UpdateIllegalList', { list: 'iwf', edition: '2', hashes: [a, b] }, technician)
      .then([{ type: 'IllegalListUpdated', data: { list: 'iwf', edition: '2', added: [], removed: [], entries: 2 } }]);
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
  const long = { ...taken, data: { ...taken.data, added: five, entries: 5 } };
  const [first, second, ...rest] = five as [string, string, ...string[]];
  const short = { list: 'iwf' as const, edition: '2', hashes: [first, second] };
  const change = { list: 'iwf' as const, edition: '2', added: [], removed: rest, entries: 2 };
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

  it('and is forgotten when the whole file comes after all', () => {
    const whole = { type: 'IllegalListUpdated' as const, data: { ...long.data, edition: '2', added: [] }, by };
    given([long, heldBack])
      .when('UpdateIllegalList', { ...short, hashes: five }, technician)
      .then([{ type: whole.type, data: whole.data }]);
    given([long, heldBack, whole])
      .when('AgreeIllegalList', { list: 'iwf', edition: '2' }, { ...technician, actor: 'ann' })
      .thenRejected('WRONG_STATE', 'D19');
  });

  it('refuses more changes than one event can hold', () => {
    const hashes = Array.from({ length: 20_001 }, (_, index) => hash(String(index)));
    given([])
      .when('UpdateIllegalList', { list: 'iwf', edition: '1', hashes }, technician)
      .thenRejected('LIST_TOO_LONG', 'D19');
  });
});
