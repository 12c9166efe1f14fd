import { performance } from 'node:perf_hooks';

/** How many events a process gets through: by the clock, and by its own processor time, whatever else runs beside it. */
export interface Effort {
  readonly events: number;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  /** The most memory the process held meanwhile. */
  readonly residentMiB: number;
}

/** `work` answers for how many events it was done. */
export async function effortOf(work: () => number | Promise<number>): Promise<Effort> {
  const residentMiB = (): number => process.memoryUsage.rss() / 1024 ** 2;
  let most = residentMiB();
  const sampling = setInterval(() => (most = Math.max(most, residentMiB())), 50);
  const [start, before] = [performance.now(), process.cpuUsage()];
  const events = await work();
  const seconds = (performance.now() - start) / 1e3;
  const { user, system } = process.cpuUsage(before);
  clearInterval(sampling);
  return {
    events,
    perSecond: events / seconds,
    perCpuSecond: events / ((user + system) / 1e6),
    residentMiB: Math.max(most, residentMiB()),
  };
}
