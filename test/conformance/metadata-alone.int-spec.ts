import { EmbeddedServer } from './server-under-test.js';
import type { Answer } from './wire.js';

/** What a real EventStoreDB 23.10.5 was found to answer after the recording was made. */
let embedded: EmbeddedServer;
let requests: EmbeddedServer['requests'];
beforeAll(async () => {
  embedded = await EmbeddedServer.start();
  ({ requests } = embedded);
});
afterAll(() => embedded.stop());

const codeOf = (answer: Answer): string => ('error' in answer ? answer.error.code : 'OK');
let names = 0;
const described = async (metadata: Record<string, unknown> = { $maxCount: 3 }): Promise<string> => {
  const stream = requests.stream(`described-${(names += 1)}`);
  await requests.setMetadata(stream, metadata);
  return stream;
};
const revisions = async (stream: string): Promise<string[]> =>
  (await requests.read({ stream, from: 'start' })).messages.flatMap((message) => {
    const { event } = message as { event?: { event: { streamRevision: string } } };
    return event ? [event.event.streamRevision] : [];
  });

describe('a stream that has metadata and no event', () => {
  it('is there to append to', async () => {
    expect(await requests.append(await described(), 'stream_exists', [requests.event()])).toHaveProperty('ok.success');
  });

  it.each(['no_stream', 'any', 'stream_exists'] as const)('can be deleted, expecting %s', async (expected) => {
    const stream = await described();
    expect(codeOf(await requests.delete(stream, expected))).toBe('OK');
    await requests.append(stream, 'any', [requests.event()]);
    expect(await revisions(stream)).toEqual(['0']);
  });

  it('can be tombstoned', async () => {
    expect(codeOf(await requests.tombstone(await described(), 'stream_exists'))).toBe('OK');
  });
});

describe('a stream that was deleted', () => {
  it('has lost its other metadata, also when it is written again', async () => {
    const stream = await described({ $maxCount: 1, custom: 'kept for nobody' });
    await requests.append(stream, 'any', [requests.event(), requests.event()]);
    await requests.delete(stream);
    await requests.append(stream, 'any', [requests.event(), requests.event(), requests.event()]);
    expect(await revisions(stream)).toEqual(['2', '3', '4']);
  });

  it('does not come back by other metadata', async () => {
    const stream = requests.stream('deleted');
    await requests.append(stream, 'any', [requests.event(), requests.event()]);
    await requests.delete(stream);
    await requests.setMetadata(stream, { $maxCount: 10 });
    expect(await revisions(stream)).toEqual([]);
    await requests.append(stream, 'any', [requests.event()]);
    expect(await revisions(stream)).toEqual(['2']);
  });
});

it('a filtered read takes the multiplier of 0 that every .NET client sends', async () => {
  const stream = requests.stream('filtered');
  await requests.append(stream, 'any', [requests.event()]);
  const filter = { on: 'stream' as const, prefixes: [stream], interval: 0 };
  const read = await requests.read({ from: 'start', filter });
  expect(read.end?.code).toBe('OK');
  expect(read.messages).toHaveLength(1);
});
