import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** How long it takes to add 512 bytes to a file in `folder` and to see them on the disk, each time, in ms. */
export function fdatasyncTimes(folder: string, times: number): number[] {
  const path = join(folder, 'fdatasync.bench');
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(512, 1);
  const measured: number[] = [];
  try {
    for (let nth = 0; nth < times; nth++) {
      const start = performance.now();
      writeSync(file, bytes);
      fdatasyncSync(file);
      measured.push(performance.now() - start);
    }
  } finally {
    closeSync(file);
    rmSync(path);
  }
  return measured;
}
