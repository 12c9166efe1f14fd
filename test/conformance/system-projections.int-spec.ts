import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { line, type ReadMessage } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';

let embedded: EmbeddedServer;
beforeAll(async () => {
  embedded = await EmbeddedServer.start({ systemProjections: true });
});
afterAll(() => embedded.stop());

const write = async (stream: string, types: readonly string[]): Promise<void> => {
  const { requests } = embedded;
  await requests.append(
    stream,
    'any',
    types.map((type) => requests.event({ type, id: randomUUID() })),
  );
};
/** The events that a stream of links leads to, as soon as there are as many. */
async function linked(stream: string, count: number): Promise<string[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { messages } = await embedded.requests.read({ stream, from: 'start', resolve: true });
    const found = messages.filter((message) => (message as ReadMessage).event !== undefined);
    if (found.length >= count) return found.map((message) => /^event (\S+ \S+)/.exec(line(message))![1]!);
    await sleep(25);
  }
  throw new Error(`${stream} never had ${count} links`);
}

describe('system projections', () => {
  it('link events by category, by type, and the first of every stream, in the order of the log', async () => {
    await write('pupil-1', ['Joined', 'Moved']);
    await write('pupil-2', ['Joined']);
    await write('school', ['Opened']);
    expect(await linked('$ce-pupil', 3)).toEqual(['pupil-1@0 Joined', 'pupil-1@1 Moved', 'pupil-2@0 Joined']);
    expect(await linked('$et-Joined', 2)).toEqual(['pupil-1@0 Joined', 'pupil-2@0 Joined']);
    expect(await linked('$streams', 3)).toEqual(['pupil-1@0 Joined', 'pupil-2@0 Joined', 'school@0 Opened']);
  });

  it('go on after a restart, and link nothing twice', async () => {
    await embedded.restart({ systemProjections: false });
    await write('pupil-3', ['Joined']);
    await embedded.restart();
    await write('pupil-4', ['Joined']);
    expect((await linked('$ce-pupil', 5)).slice(3)).toEqual(['pupil-3@0 Joined', 'pupil-4@0 Joined']);
  });

  it('link many events once, over checkpoints and restarts', async () => {
    for (let n = 0; n < 12; n += 1) await write(`many-${n}`, Array<string>(60).fill('Counted'));
    await linked('$ce-many', 100);
    await embedded.restart();
    const expected = Array.from({ length: 12 }, (_, n) =>
      Array.from({ length: 60 }, (_, m) => `many-${n}@${m} Counted`),
    );
    expect(await linked('$ce-many', 720)).toEqual(expected.flat());
    await write('many-12', ['Counted']);
    expect(await linked('$et-Counted', 721)).toHaveLength(721);
  });
});
