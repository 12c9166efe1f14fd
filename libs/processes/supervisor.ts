import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ready } from './lifecycle.js';

export interface Service {
  readonly name: string;
  /** The module to run. */
  readonly module: string;
  /** All the environment it gets. */
  readonly environment: NodeJS.ProcessEnv;
}

const readyWithin = 60_000;
const stopWithin = 15_000;
const failuresPerMinute = 5;

/** Keeps one child process running from `start` to `stop`. */
export class Supervisor {
  private child: ChildProcess | undefined;
  private stopping = false;
  private readonly failures: number[] = [];
  private readonly waiting = new AbortController();

  /** `giveUp` is told, once, that the service keeps failing; `say` gets each line it or its supervisor has to say. */
  constructor(
    private readonly service: Service,
    private readonly say: (line: string) => void,
    private readonly giveUp: (reason: Error) => void,
  ) {}

  /** Resolves with the address once the service is ready. A first start that fails is not tried again. */
  async start(): Promise<string | undefined> {
    const { name, module, environment } = this.service;
    const child = fork(module, [], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // In a process group of its own: Ctrl-C in the terminal must not end all of them at once, in no order.
      detached: process.platform !== 'win32',
    });
    this.child = child;
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.say(`${name}: ${line}`));
    }
    const { address } = await this.ready(child);
    if (this.stopping) return address;
    child.once('exit', (code, signal) => void this.restart(outcome(code, signal)));
    return address;
  }

  /** Asks the service to end, waits for it, and ends it if it takes too long. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.waiting.abort();
    const child = this.child;
    if (!child || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const tooLong = setTimeout(() => {
      this.say(`${this.service.name} does not end, killing it`);
      child.kill('SIGKILL');
    }, stopWithin);
    await ended;
    clearTimeout(tooLong);
  }

  /** For an impatient operator. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  private async ready(child: ChildProcess): Promise<Ready> {
    const { name } = this.service;
    return new Promise((resolve, reject) => {
      const tooLong = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`${name} was not ready within ${readyWithin / 1000} s`));
      }, readyWithin);
      child.on('message', (message) => {
        if (!isReady(message)) return;
        clearTimeout(tooLong);
        resolve(message);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        clearTimeout(tooLong);
        reject(new Error(`${name} ended before it was ready (${outcome(code, signal)})`));
      });
    });
  }

  private async restart(reason: string): Promise<void> {
    const { name } = this.service;
    for (let why = reason; !this.stopping;) {
      this.failures.push(Date.now());
      const recent = this.failures.filter((time) => time > Date.now() - 60_000).length;
      if (recent >= failuresPerMinute) {
        this.giveUp(new Error(`${name} failed ${recent} times within a minute, the last time: ${why}`));
        return;
      }
      const pause = 250 * 2 ** (recent - 1);
      this.say(`${name} ended unexpectedly (${why}), starting it again in ${pause / 1000} s`);
      try {
        await sleep(pause, undefined, { signal: this.waiting.signal });
        await this.start();
        this.say(`${name} is ready again`);
        return;
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    }
  }
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function outcome(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ?? `exit code ${code ?? 'unknown'}`;
}
