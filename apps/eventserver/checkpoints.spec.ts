import { Checkpoints, type Checkpoint } from './checkpoints.js';

const onlyFirst = (counting: Checkpoints, to: number): Checkpoint[] => {
  const due: Checkpoint[] = [];
  for (let position = 1; position <= to; position += 1) {
    const checkpoint = counting.lookedAt(position, position === 1);
    if (checkpoint !== undefined) due.push(checkpoint);
  }
  return due;
};

const cases = [1, 3].flatMap((intervals) => [0, 1, 31].map((more) => ({ window: 32, every: intervals * 32, more })));

describe('checkpoints of a filtered subscription', () => {
  it.each(cases)('looking past little tells every checkpoint ($every, $more)', ({ window, every, more }) => {
    const to = every * 50 + more;
    const looking = new Checkpoints(window, every);
    looking.lookedAt(1, true);
    expect(looking.lookedPast(2, to)).toEqual(onlyFirst(new Checkpoints(window, every), to));
  });

  it.each(cases)('looking far tells the last one, and goes on as if counted ($every, $more)', (given) => {
    const { window, every, more } = given;
    const to = every * 1_000 + more;
    const [looking, counting] = [new Checkpoints(window, every), new Checkpoints(window, every)];
    looking.lookedAt(1, true);
    expect(looking.lookedPast(2, to)).toEqual(onlyFirst(counting, to).slice(-1));
    expect(looking.lookedPast(to + 1, to + 2 * every)).toEqual(counting.lookedPast(to + 1, to + 2 * every));
  });
});
