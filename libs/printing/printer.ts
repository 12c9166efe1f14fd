import { Worker } from 'node:worker_threads';
import type { PrintingJob } from './printing-thread.js';

/** Why there is no file: too many others are being printed, or this one took too long or too much memory. */
export class NotPrinted extends Error {
  override readonly name = 'NotPrinted';

  constructor(readonly because: 'busy' | 'tooLarge') {
    super(because);
  }
}

interface PrinterLimits {
  /** Documents printed at once. */
  readonly atOnce: number;
  /** Documents that may wait for that. */
  readonly waiting: number;
  /** How long one may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Megabytes of memory that one may take. */
  readonly memoryMb: number;
}

const printerLimits: PrinterLimits = { atOnce: 2, waiting: 8, timeoutMs: 60_000, memoryMb: 512 };

/** Threads run what was built; where the source itself runs, as in specs, that is in `dist`. */
const thread = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/libs/printing/printing-thread.js' : 'printing-thread.js',
  import.meta.url,
);

/**
 * Prints in threads of their own, one for each document: laying out a page is arithmetic for seconds at worst, during
 * which nobody else would get an answer. A thread that takes too long or too much is ended, and so is one for which
 * nobody waits any more.
 */
export class Printer {
  private printing = 0;
  private readonly line: (() => void)[] = [];

  constructor(private readonly limits: PrinterLimits = printerLimits) {}

  /** Throws NotPrinted, or the signal's reason once it is aborted. */
  async print(job: PrintingJob, signal: AbortSignal): Promise<Buffer> {
    await this.turn(signal);
    try {
      return await this.inThread(job, signal);
    } finally {
      this.printing -= 1;
      this.line.shift()?.();
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.printing < this.limits.atOnce) {
      this.printing += 1;
      return;
    }
    if (this.line.length >= this.limits.waiting) throw new NotPrinted('busy');
    await new Promise<void>((resolve, reject) => {
      const called = (): void => {
        signal.removeEventListener('abort', leave);
        this.printing += 1;
        resolve();
      };
      const leave = (): void => {
        this.line.splice(this.line.indexOf(called), 1);
        reject(signal.reason as Error);
      };
      this.line.push(called);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private async inThread(job: PrintingJob, signal: AbortSignal): Promise<Buffer> {
    const worker = new Worker(thread, {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb },
    });
    const gone = (): void => void worker.terminate();
    signal.addEventListener('abort', gone, { once: true });
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        timer = setTimeout(() => reject(new NotPrinted('tooLarge')), this.limits.timeoutMs);
        worker.once('message', (file: Uint8Array) => resolve(Buffer.from(file.buffer)));
        worker.once('error', (error: NodeJS.ErrnoException) =>
          reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new NotPrinted('tooLarge') : error),
        );
        worker.once('exit', () =>
          reject(signal.aborted ? (signal.reason as Error) : new Error('a printing thread ended')),
        );
      });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', gone);
      await worker.terminate();
    }
  }
}
