import type { ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { freemem, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { StatsResp, type monitoring } from './admin-protocol.js';
import { statusOf } from './call-error.js';

type StatsCall = ServerWritableStream<InstanceType<typeof monitoring.StatsReq>, InstanceType<typeof StatsResp>>;

/** However often a client wants to know, and however rarely. */
const leastPeriodMs = 100;
const mostPeriodMs = 3_600_000;

/** The service event_store.client.monitoring.Monitoring: what this process knows of itself, again and again. */
export const monitoringService = (): UntypedServiceImplementation => ({
  stats: (call: StatsCall) => {
    const gone = new AbortController();
    for (const event of ['cancelled', 'close', 'error'] as const) call.on(event, () => gone.abort());
    tell(call, gone.signal).catch((error: unknown) => {
      if (!gone.signal.aborted) call.emit('error', statusOf(error));
    });
  },
});

async function tell(call: StatsCall, gone: AbortSignal): Promise<void> {
  const wanted = Number(call.request.getRefreshTimePeriodInMs());
  const period = Math.min(mostPeriodMs, Math.max(leastPeriodMs, wanted));
  while (!gone.aborted) {
    const answer = new StatsResp();
    for (const [name, value] of Object.entries(statistics())) answer.getStatsMap().set(name, value);
    // A client that takes none is told no more until it does.
    if (!call.writableNeedDrain) call.write(answer);
    await sleep(period, undefined, { signal: gone });
  }
}

/** Only what is measured here, under EventStoreDB's names. */
const statistics = (): Record<string, string> => ({
  'proc-id': String(process.pid),
  'proc-startTime': new Date(Date.now() - process.uptime() * 1_000).toISOString(),
  'proc-mem': String(process.memoryUsage.rss()),
  'sys-freeMem': String(freemem()),
  'sys-totalMem': String(totalmem()),
});
