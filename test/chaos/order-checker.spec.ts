import { violations, type Append, type History, type Reading, type Recorded } from './order-checker.js';

interface Kept {
  readonly appends: Append[];
  readonly log: Recorded[];
  /** One that follows everything, and one that follows a stream. */
  readonly subscribers: [
    { name: string; received: Recorded[] },
    { name: string; stream: string; received: Recorded[] },
  ];
  readonly readings: Reading[];
}

/** A history in which every promise was kept: three streams, appends of two events, one that was never answered. */
function honest(): Kept {
  const appends: Append[] = [];
  const log: Recorded[] = [];
  for (let n = 0; n < 30; n += 1) {
    const stream = `s${n % 3}`;
    const expected = log.filter((event) => event.stream === stream).length - 1;
    const ids = [`${n}a`, `${n}b`];
    ids.forEach((id, index) => log.push({ stream, revision: expected + 1 + index, position: log.length + 1, id }));
    const answer = { at: n * 10 + 5, revision: expected + 2, position: log.length };
    appends.push({ stream, expected, ids, askedAt: n * 10, ...(n === 20 ? {} : { answer }) });
  }
  const readings = appends.map(({ askedAt, answer }) => ({ askedAt: askedAt + 6, position: answer?.position ?? 99 }));
  const ofStream = log.filter(({ stream }) => stream === 's1');
  return {
    appends,
    log,
    subscribers: [
      { name: 'of all', received: [...log] },
      { name: 'of s1', stream: 's1', received: ofStream },
    ],
    readings,
  };
}

const changed = <Item>(items: Item[], index: number, change: (item: Item) => Item): void => {
  items[index] = change(items[index]!);
};
const swapped = (items: Recorded[], index: number): void => {
  [items[index], items[index + 1]] = [items[index + 1]!, items[index]!];
};

/** Faults as a broken server would show them to its clients. */
const faults: Record<string, (history: ReturnType<typeof honest>) => void> = {
  'acknowledged before the commit, and lost': ({ log }) => void log.splice(-2),
  'half of a write lost': ({ log }) => void log.splice(-1),
  'a retried append written twice': ({ log }) =>
    ['29a', '29b'].forEach((id, index) => log.push({ stream: 's2', revision: 20 + index, position: 61 + index, id })),
  'a dropped revision check': ({ appends }) => changed(appends, 9, (one) => ({ ...one, expected: one.expected - 1 })),
  'a reused position': ({ log }) => changed(log, 30, (event) => ({ ...event, position: event.position - 1 })),
  'positions in another order than the commits': ({ log }) => swapped(log, 10),
  'a gap in the revisions of a stream': ({ log }) =>
    changed(log, 59, (event) => ({ ...event, revision: event.revision + 1 })),
  'an event in another stream': ({ log }) => changed(log, 40, (event) => ({ ...event, stream: 's1' })),
  'an event nobody asked for': ({ log }) => void log.push({ stream: 's0', revision: 20, position: 61, id: 'stray' }),
  'a wrong revision acknowledged': ({ appends }) =>
    changed(appends, 5, (one) => ({ ...one, answer: { ...one.answer!, revision: one.answer!.revision + 1 } })),
  'a wrong position acknowledged': ({ appends }) =>
    changed(appends, 5, (one) => ({ ...one, answer: { ...one.answer!, position: one.answer!.position + 1 } })),
  'an earlier position for a later append': ({ appends }) =>
    changed(appends, 3, (one) => ({ ...one, askedAt: 1_000, answer: { ...one.answer!, at: 1_001 } })),
  'a reading that misses what was acknowledged before': ({ readings }) =>
    changed(readings, 12, (one) => ({ ...one, position: one.position - 1 })),
  'a lost wake-up: the newest events never sent': ({ subscribers }) => void subscribers[0].received.pop(),
  'a lost wake-up of who follows a stream': ({ subscribers }) => void subscribers[1].received.pop(),
  'a subscriber that was forgotten': ({ subscribers }) => void subscribers[0].received.splice(0),
  'an event sent twice after a reconnection': ({ subscribers: [{ received }] }) =>
    void received.splice(12, 0, received[12]!),
  'the newest event sent twice': ({ subscribers: [{ received }] }) => void received.push(received.at(-1)!),
  'a page sent twice where reading meets what is live': ({ subscribers: [{ received }] }) =>
    void received.splice(20, 0, ...received.slice(10, 20)),
  'an event skipped after a reconnection': ({ subscribers: [{ received }] }) => void received.splice(12, 1),
  'a page skipped where reading meets what is live': ({ subscribers: [{ received }] }) => void received.splice(10, 10),
  'events sent in another order': ({ subscribers }) => swapped(subscribers[0].received, 20),
  'an event of another stream sent': ({ subscribers, log }) => void subscribers[1].received.splice(3, 0, log[0]!),
  'an event sent that was rolled back': ({ subscribers: [{ received }] }) =>
    void received.push({ stream: 's0', revision: 20, position: 61, id: 'never committed' }),
  'an event sent with a wrong position': ({ subscribers: [{ received }] }) =>
    changed(received, 7, (event) => ({ ...event, position: event.position + 1 })),
};

describe('the order checker', () => {
  it('finds nothing in an honest history, with an append that was never answered', () => {
    expect(violations(honest())).toEqual([]);
  });

  it('accepts that an unanswered append did not happen', () => {
    const history = honest();
    const last = history.appends.pop()!;
    const unanswered: Append = { stream: last.stream, expected: last.expected, ids: last.ids, askedAt: last.askedAt };
    const log = history.log.slice(0, -2);
    const appends = [...history.appends, unanswered];
    const kept: History = { appends, log, subscribers: [{ name: 'of all', received: log }], readings: [] };
    expect(violations(kept)).toEqual([]);
  });

  it.each(Object.entries(faults))('catches %s', (_, commit) => {
    const history = honest();
    commit(history);
    expect(violations(history)).not.toEqual([]);
  });
});
