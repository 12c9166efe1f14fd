import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from './error-code.js';

/** A port of 127.0.0.1 that nobody listens on just now. */
export async function freePort(): Promise<number> {
  return listenBriefly('127.0.0.1', 0);
}

/** Whether the port can be listened on, now or within `timeoutMs`: its last user may be about to end. */
export async function isFree(host: string, port: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await listenBriefly(host, port);
      return true;
    } catch (error) {
      if (!hasCode(error, 'EADDRINUSE')) throw error;
      if (Date.now() > deadline) return false;
      await sleep(50);
    }
  }
}

async function listenBriefly(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => {
      const { port: used } = probe.address() as AddressInfo;
      probe.close(() => resolve(used));
    });
  });
}
