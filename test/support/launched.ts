import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The built launcher, as `npm start` runs it. */
export class Launched {
  output = '';
  private ended = false;
  readonly exitCode: Promise<number | null>;
  private readonly process: ChildProcess;

  constructor(commandLine: string[], environment: NodeJS.ProcessEnv = {}) {
    this.process = spawn(process.execPath, ['dist/apps/daybook/main.js', ...commandLine], {
      // One person of a spec asks for more than people do.
      env: { PATH: process.env['PATH'], QUERY_BUDGET: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.exitCode = new Promise((resolve) => {
      this.process.once('close', (code) => {
        this.ended = true;
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.ended) throw new Error(`ended without saying "${text}":\n${this.output}`);
      await sleep(20);
    }
  }

  async stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return this.exitCode;
  }

  /** The processes it has started, and theirs. */
  family(): { pid: number; command: string }[] {
    const all = runningProcesses();
    const found = all.filter(({ pid }) => pid === this.pid);
    for (const parent of found) found.push(...all.filter(({ parentPid }) => parentPid === parent.pid));
    return found.slice(1);
  }
}

export function runningProcesses(): { pid: number; parentPid: number; command: string }[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, parentPid, state, command] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(line) ?? [];
      // A process that has ended and waits for its parent to notice no longer runs.
      if (command === undefined || state?.startsWith('Z')) return [];
      return [{ pid: Number(pid), parentPid: Number(parentPid), command }];
    });
}
