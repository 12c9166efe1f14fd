import { cpus, loadavg } from 'node:os';
import { execFileSync } from 'node:child_process';
import { fdatasyncTimes } from './fdatasync.js';
import { rounded } from './report.js';
import { median } from './statistics.js';

/** What the figures were measured on, and how busy it was. */
export function machineText(folder: string): string {
  const [processor] = cpus();
  const load = loadavg().map(rounded).join(' ');
  const disk = rounded(median(fdatasyncTimes(folder, 200)) * 1000);
  return `${cpus().length} x ${processor?.model ?? 'unknown processor'}, Node ${process.version}, load ${load}, fdatasync p50 ${disk} us`;
}

/** The memory a process holds, in MiB. */
export function residentMiB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
