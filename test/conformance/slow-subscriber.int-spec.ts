import type { ReadMessage } from './requests.js';
import { EmbeddedServer } from './server-under-test.js';

/** What becomes of a subscriber that takes nothing for so long that the newest events do not wait for it in memory. */
let embedded: EmbeddedServer;
let requests: EmbeddedServer['requests'];
beforeAll(async () => {
  embedded = await EmbeddedServer.start();
  ({ requests } = embedded);
});
afterAll(() => embedded.stop());

/** More than the server keeps in memory for all subscribers, and more than the connection takes on the way. */
const rounds = 10;
const each = 1_000;
const revisionOf = (message: unknown): string => (message as ReadMessage).event?.event?.streamRevision ?? '';

describe('a subscriber that stood still', () => {
  it.each(['a stream', '$all'])(
    'reads of %s what it missed, is told so, and is live again',
    async (target) => {
      const stream = requests.stream(`slow-${target.length}`);
      const spec = target === '$all' ? { from: 'end' as const } : { stream, from: 'end' as const };
      const subscription = requests.subscribe(spec, { deadlineMs: 120_000 });
      await subscription.settle({
        until: (messages) => messages.some((one) => 'caughtUp' in (one as object)),
        quiet: 0,
      });
      subscription.call.pause();
      for (let n = 0; n < rounds; n += 1)
        await requests.batch(
          stream,
          'any',
          Array.from({ length: each }, () => requests.event()),
          { max: 30_000 },
        );
      subscription.call.resume();
      const last = String(rounds * each - 1);
      const caughtUp = (messages: readonly unknown[]): boolean =>
        messages.filter((one) => 'caughtUp' in (one as object)).length === 2 &&
        messages.some((one) => revisionOf(one) === last);
      const { messages } = await subscription.settle({ until: caughtUp, quiet: 0, max: 60_000 });
      const revisions = messages.map(revisionOf).filter((revision) => revision !== '');
      expect(revisions).toEqual(Array.from({ length: rounds * each }, (_, n) => String(n)));
      const kinds = messages.map((one) => Object.keys(one as object)[0]).filter((kind) => kind !== 'event');
      expect(kinds).toEqual(['fellBehind', 'caughtUp']);
      await requests.append(stream, 'any', [requests.event()]);
      const next = String(rounds * each);
      const live = await subscription.settle({ until: (all) => revisionOf(all.at(-1)) === next, quiet: 0 });
      expect(live.messages.map(revisionOf)).toEqual([next]);
      subscription.cancel();
    },
    120_000,
  );
});
