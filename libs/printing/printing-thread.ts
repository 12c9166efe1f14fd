import { parentPort, workerData } from 'node:worker_threads';
import { print, type Printed } from './printed-document.js';

/** What a thread is given: one document. */
export interface PrintingJob {
  readonly printed: Printed;
  readonly password: string | undefined;
}

const { printed, password } = workerData as PrintingJob;
const file = await print(printed, password);
const bytes = new Uint8Array(file);
parentPort?.postMessage(bytes, [bytes.buffer]);
