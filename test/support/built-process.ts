import { fork, type ChildProcess } from 'node:child_process';
import type { Ready } from '../../libs/processes/lifecycle.js';

/** One of Daybook's processes as `npm run build` has left it, so that it can be frozen and killed. */
export class BuiltProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Where it listens, if it does: `host:port`. */
    readonly address: string,
    private readonly ended: Promise<void>,
  ) {}

  /** `module` is a path under `dist`. Resolves when the process says that it is ready; `say` gets what it prints. */
  static async start(
    module: string,
    {
      args = [],
      environment = {},
      say,
    }: { args?: string[]; environment?: NodeJS.ProcessEnv; say?: (text: string) => void },
  ): Promise<BuiltProcess> {
    const child = fork(`dist/${module}`, args, {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'ignore', say ? 'pipe' : 'inherit', 'ipc'],
    });
    child.stderr?.on('data', (chunk: Buffer) => say?.(chunk.toString()));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const ready = await new Promise<Ready>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Ready));
      child.once('exit', (code, signal) => reject(new Error(`${module} ended with ${signal ?? code}`)));
    });
    return new BuiltProcess(child, ready.address ?? '', ended);
  }

  get port(): number {
    return Number(this.address.split(':').at(-1));
  }

  /** It keeps its memory, its locks and its connections, and does nothing. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    this.child.kill('SIGCONT');
    await this.ended;
  }
}
