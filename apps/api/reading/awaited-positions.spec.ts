import { AwaitedPositions } from './awaited-positions.js';
import { NotThereYet } from '../graphql/errors.js';

let position = 0n;
let looks = 0;
let broken: Error | undefined;
const positions = (): Promise<ReadonlyMap<string, bigint>> => {
  looks += 1;
  return broken ? Promise.reject(broken) : Promise.resolve(new Map([['log', position]]));
};
beforeEach(() => {
  [position, looks, broken] = [0n, 0, undefined];
});

describe('a query that names the position of what its sender did', () => {
  it('is answered once the read model has come so far, and not before', async () => {
    const awaited = new AwaitedPositions(positions);
    let shown = false;
    const reached = awaited.reach('log', 7n).then(() => (shown = true));
    while (looks < 3) await new Promise(setImmediate);
    expect(shown).toBe(false);
    position = 7n;
    await reached;
  });

  it('is told that the read model lags behind, when it does so for too long', async () => {
    const awaited = new AwaitedPositions(positions, 20);
    position = 6n;
    const since = performance.now();
    await expect(awaited.reach('log', 7n)).rejects.toThrow(NotThereYet);
    expect(performance.now() - since).toBeGreaterThanOrEqual(19);
    await expect(awaited.reach('log', 6n)).resolves.toBeUndefined();
  });

  it('waits no longer than the others of another read model that was never built', async () => {
    const awaited = new AwaitedPositions(positions, 20);
    position = 7n;
    const [present, missing] = await Promise.allSettled([awaited.reach('log', 7n), awaited.reach('unbuilt', 0n)]);
    expect([present.status, missing.status]).toEqual(['fulfilled', 'rejected']);
  });

  it('costs one look, however many wait', async () => {
    const awaited = new AwaitedPositions(positions);
    const waiting = Array.from({ length: 100 }, () => awaited.reach('log', 7n));
    while (looks < 2) await new Promise(setImmediate);
    position = 7n;
    await Promise.all(waiting);
    expect(looks).toBeLessThan(10);
  });

  it('fails when nobody can tell how far the read model is, and the next one asks again', async () => {
    const awaited = new AwaitedPositions(positions);
    broken = new Error('no connection');
    await expect(awaited.reach('log', 0n)).rejects.toThrow('no connection');
    broken = undefined;
    await expect(awaited.reach('log', 0n)).resolves.toBeUndefined();
  });
});
