import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueToken } from '../../apps/daybook/issue-token.js';
import { freePort } from '../../libs/processes/ports.js';
import { Launched } from '../support/launched.js';

/** How many are acknowledged before each kill: one in `npm test`, more by `npm run chaos`. */
const rounds = process.env['CHAOS_ROUNDS'] === undefined ? [80] : [40, 120, 80, 160];

const until = new Date(Date.now() + 7 * 86_400_000).toISOString();
const mutation = 'mutation ($input: RequestUnblock!) { requestUnblock(input: $input) { id revision position } }';
const page = `query ($cursor: String, $after: String) {
  filteringChangeLog(first: 200, cursor: $cursor, after: $after) { nextCursor entries { id revision } }
}`;

interface Receipt {
  readonly id: string;
  readonly position: string;
}

/** Requests that were sent, each under ids of its own; the acknowledged ones with their receipts. */
class Writers {
  readonly sent: { id: string; commandId: string }[] = [];
  readonly acknowledged = new Map<string, Receipt>();
  private stopped = false;

  constructor(private readonly ask: (query: string, variables: unknown) => Promise<Record<string, unknown>>) {}

  /** Several people at work at once, until the API is gone. */
  async work(people: number): Promise<void> {
    await Promise.all(
      Array.from({ length: people }, async () => {
        while (!this.stopped) {
          const ids = { id: randomUUID(), commandId: randomUUID() };
          this.sent.push(ids);
          await this.send(ids).catch(() => (this.stopped = true));
        }
      }),
    );
  }

  /** Sends a request, or sends it again: the same ids, so that it is done once. */
  async send(ids: { id: string; commandId: string }): Promise<Receipt> {
    const data = await this.ask(mutation, {
      input: {
        ...ids,
        target: { kind: 'domain', value: `museum-${ids.id}.example` },
        scope: { kind: 'everyone' },
        studyPurpose: 'Ancient Egypt',
        reason: 'Pictures of the collection.',
        until,
      },
    });
    const receipt = data['requestUnblock'] as Receipt;
    this.acknowledged.set(ids.id, receipt);
    return receipt;
  }
}

describe('kill -9 of everything in the middle of commands', () => {
  it('loses no acknowledged command and does none twice; the read models equal a rebuild', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'daybook-crash-'));
    await chmod(parent, 0o711);
    const data = join(parent, 'data');
    const port = await freePort();
    const start = async (): Promise<Launched> => {
      const launched = new Launched(['--data', data, '--port', `${port}`], { EVENTSERVER_PORT: `${eventServerPort}` });
      await launched.says('Daybook is ready');
      return launched;
    };
    const eventServerPort = await freePort();
    const ask = async (role: string, query: string, variables: unknown): Promise<Record<string, unknown>> => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await issueToken({ role, school: '900001', dataFolder: data })}`,
        },
        body: JSON.stringify({ query, variables }),
      });
      const { data: answer, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
      if (!answer || errors) throw new Error(JSON.stringify(errors));
      return answer;
    };
    const writers = new Writers((query, variables) => ask('teacher', query, variables));

    let daybook = await start();
    try {
      for (const enough of rounds) {
        const round = new Writers((query, variables) => ask('teacher', query, variables));
        const working = round.work(8);
        while (round.acknowledged.size < enough) await sleep(5);
        for (const { pid } of [{ pid: daybook.pid }, ...daybook.family()]) killHard(pid);
        await working;
        await daybook.exitCode;
        writers.sent.push(...round.sent);
        for (const [id, receipt] of round.acknowledged) writers.acknowledged.set(id, receipt);
        expect(round.sent.length).toBeGreaterThan(round.acknowledged.size);
        daybook = await start();
      }

      const acknowledged = new Map(writers.acknowledged);
      let last = 0n;
      for (const ids of writers.sent) {
        const { position } = await writers.send(ids);
        if (acknowledged.has(ids.id)) expect(position).toBe(acknowledged.get(ids.id)!.position);
        if (BigInt(position) > last) last = BigInt(position);
      }

      const seen: { id: string; revision: number }[] = [];
      let cursor: string | null = null;
      do {
        const answer: Record<string, unknown> = await ask('governor', page, { cursor, after: String(last) });
        const { entries, nextCursor } = answer['filteringChangeLog'] as {
          entries: typeof seen;
          nextCursor: string | null;
        };
        seen.push(...entries);
        cursor = nextCursor;
      } while (cursor !== null);
      const sent = new Set(writers.sent.map(({ id }) => id));
      const ours = seen.filter(({ id }) => sent.has(id));
      expect(ours.map(({ id }) => id).sort()).toEqual([...sent].sort());
      expect(ours.every(({ revision }) => revision === 0)).toBe(true);

      const { code, output } = await run('dist/apps/audit/main.js', 'rebuild', '--all', '--data', data);
      expect(output).toContain('0 differences');
      expect(code).toBe(0);
    } finally {
      await daybook.stop();
      await rm(parent, { recursive: true });
    }
  });
});

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended by itself when its parent was gone.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function run(...command: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, command, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}
