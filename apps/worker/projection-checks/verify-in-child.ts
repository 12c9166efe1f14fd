import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { schoolCheck, type SchoolCheck } from '#libs/projection-checks/projection-check.events.js';

/** The check could not be done, or not to its end; nothing is known about the read models. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

const builtAuditor = fileURLToPath(new URL('../../audit/main.js', import.meta.url));
/** After each batch and page: some 1,000 events in 0.1 s or so, and then the machine is the people's. */
const pauseMs = '50';
/** What `audit` answers when it has found no difference, and when it has. */
const done = [0, 1];

/**
 * Has `audit verify-projections` compare every read model with the log, in a process of its own: the worker itself may
 * not look into read models, and a comparison of an hour must not hold up an alarm.
 * `environment` is all the process gets: the event store, the keys, and the role that sees the rows of every school.
 */
export async function verifyInChild(
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
  auditor = builtAuditor,
): Promise<SchoolCheck[]> {
  const child = spawn(process.execPath, [auditor, 'verify-projections', '--json', '--pause', pauseMs], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const answers: string[] = [];
  let complaint = '';
  createInterface({ input: child.stdout }).on('line', (line) => answers.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('audit: ')) complaint = line;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === null || !done.includes(code)) throw new CheckFailed(complaint || `the audit ended with ${code}`);
  return answers.map((line) => schoolCheck.parse(JSON.parse(line)));
}
