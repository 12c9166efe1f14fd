import { setTimeout as sleep } from 'node:timers/promises';
import { EventStore } from '../../../libs/eventing/log/event-store.js';
import { answerCalls } from '../answer-calls.js';

const store = new EventStore(process.env['EVENTSTORE_URL'] ?? '');
const residentMiB = (): number => process.memoryUsage.rss() / 1024 ** 2;

/** Reads to the end of the log as fast as it can. @returns the most memory held, in MiB. */
async function fast(): Promise<{ growth: number; events: number }> {
  const before = residentMiB();
  let [most, events] = [before, 0];
  for await (const batch of store.subscribe(['hay'], 0n, new AbortController().signal)) {
    events += batch.events.length;
    most = Math.max(most, residentMiB());
    if (batch.caughtUp) break;
  }
  return { growth: most - before, events };
}

/** Takes `perSecond` events a second for a while; with 0 it takes one batch and then stands still. */
async function slow({
  perSecond,
  subscribers,
  ms,
}: {
  perSecond: number;
  subscribers: number;
  ms: number;
}): Promise<{ growth: number; events: number }> {
  const before = residentMiB();
  let [most, events] = [before, 0];
  const until = Date.now() + ms;
  const sampling = setInterval(() => (most = Math.max(most, residentMiB())), 100);
  await Promise.all(
    Array.from({ length: subscribers }, async () => {
      for await (const batch of store.subscribe(['hay'], 0n, new AbortController().signal)) {
        events += batch.events.length;
        const left = until - Date.now();
        await sleep(perSecond === 0 ? left : Math.min(left, (batch.events.length / perSecond) * 1000));
        if (Date.now() >= until) return;
      }
    }),
  );
  clearInterval(sampling);
  return { growth: most - before, events };
}

answerCalls({ fast, slow });
