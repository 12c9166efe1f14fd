import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Ready } from '../../libs/processes/lifecycle.js';

type Answer = Ready | { readonly result: unknown } | { readonly failure: string };

/** A process of its own, because two sides that share an event loop would measure each other. */
export class Child {
  private constructor(
    private readonly process: ChildProcess,
    readonly address: string,
  ) {}

  /** `module` is a built file, relative to this one. Resolves when the process says that it is ready. */
  static async start(module: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Child> {
    const process_ = fork(fileURLToPath(new URL(module, import.meta.url)), args, {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const answer = await answerOf(process_, module);
    return new Child(process_, 'ready' in answer ? (answer.address ?? '') : '');
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Has the process do one of the things that it gave to `answerCalls`. */
  async call<Result>(name: string, input: unknown): Promise<Result> {
    const answer = answerOf(this.process, name);
    this.process.send({ name, input });
    const got = await answer;
    if ('failure' in got) throw new Error(`${name}: ${got.failure}`);
    return ('result' in got ? got.result : undefined) as Result;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }
}

async function answerOf(child: ChildProcess, what: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`${what}: the process ended`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as Answer);
    });
  });
}
