import { readAhead } from './follow.js';

describe('a database that is slower than the log', () => {
  it('has one batch read ahead of the one that it takes, and never more', async () => {
    const [begun, ended]: [number[], string[]] = [[], []];
    async function* batches(): AsyncGenerator<number> {
      try {
        for (let batch = 1; ; batch++) {
          begun.push(batch);
          yield await Promise.resolve(batch);
        }
      } finally {
        ended.push('the subscription');
      }
    }
    for await (const taken of readAhead(batches(), (batch) => Promise.resolve(batch))) {
      // Whatever could be read meanwhile has been.
      await new Promise(setImmediate);
      expect(begun).toEqual(Array.from({ length: taken + 1 }, (_, index) => index + 1));
      if (taken === 3) break;
    }
    expect(ended).toEqual(['the subscription']);
  });

  it('reads what comes while it takes a few events as one batch, after them', async () => {
    const begun: string[] = [];
    const arrived = ['first'];
    async function* batches(): AsyncGenerator<string> {
      while (arrived.length > 0) {
        const batch = arrived.splice(0).join(' and ');
        begun.push(batch);
        yield await Promise.resolve(batch);
      }
    }
    const never = (): boolean => false;
    for await (const taken of readAhead(batches(), (batch) => Promise.resolve(batch), never)) {
      if (taken !== 'first') continue;
      for (const event of ['second', 'third']) {
        arrived.push(event);
        await new Promise(setImmediate);
      }
    }
    expect(begun).toEqual(['first', 'second and third']);
  });
});
