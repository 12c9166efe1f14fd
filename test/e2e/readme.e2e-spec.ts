import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { freePort } from '../../libs/processes/ports.js';
import { Launched } from '../support/launched.js';

jest.setTimeout(600_000);

describe('the story in the README', () => {
  it('works word for word', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'daybook-readme-'));
    await chmod(parent, 0o711);
    const port = `${await freePort()}`;
    const data = join(parent, 'data');
    const daybook = new Launched(['--data', data, '--port', port], { EVENTSERVER_PORT: `${await freePort()}` });
    try {
      await daybook.says('Daybook is ready');
      const environment = { DAYBOOK_DATA: data, DAYBOOK_PORT: port };
      const output = await inShell(await withTimeFor(await storyOf('README.md'), environment), environment);

      // The only refusal is the teacher's agreement to her own request.
      expect(output.match(/"code": "[A-Z_]+"/g)).toEqual(['"code": "FORBIDDEN"']);
      expect(output).toContain('"approvedRole": "onlineSafetyLead"');
      const steps = ['UnblockRequested', 'UnblockAgreed', 'SiteUnblocked', 'ReblockOrdered', 'SiteReblocked'];
      expect(output.match(/"what": "\w+"/g)).toEqual(steps.map((what) => `"what": "${what}"`));
      expect(output).toContain('"status": "reblocked"');
      expect(output).toContain('"outcome": "educationAndSupport"');
      expect(output).toMatch(/"because": "Figures of incidents are released when the term is over/);
      expect(output).toMatch(/"shown": null,\s+"hidden": "totalTooSmall"/);
      expect(output).toMatch(/"governorIncidentLog": \{\s+"term": \{\s+"name": "\w+"\s+\},\s+"entries": null/);
      expect(output).toMatch(/"occasion": "byAct",\s+"count": null/);
      expect(output).toMatch(/\b0 differences/);
      expect(output).not.toMatch(/\b[1-9]\d* differences/);
    } finally {
      await daybook.stop();
      await rm(parent, { recursive: true });
    }
  });
});

/** Every shell block of the story, one after the other, as a reader would paste them. */
async function storyOf(file: string): Promise<string> {
  const blocks = [...(await readFile(file, 'utf8')).matchAll(/^```sh\n(.*?)^```$/gms)];
  expect(blocks.length).toBeGreaterThan(8);
  return blocks.map(([, block]) => block).join('\n');
}

/**
 * The story with more time for its opening where the machine is slow: a reader has 20 seconds for four commands and
 * waits 22, which is 20 times as long as this machine takes over one of them, if that is more.
 */
async function withTimeFor(story: string, environment: Record<string, string>): Promise<string> {
  const began = performance.now();
  await inShell('npm run --silent ask -- --as teacher "{ myReports { total } }"', environment);
  const seconds = Math.max(20, Math.ceil(((performance.now() - began) / 1_000) * 20));
  const changed = story
    .replace('$(in_seconds 20)', `$(in_seconds ${seconds})`)
    .replace('sleep 22', `sleep ${seconds * 1.1}`);
  if (seconds > 20) expect(changed).not.toBe(story);
  return changed;
}

function inShell(script: string, environment: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, NODE_OPTIONS: '', ...environment } };
    // Its exit code is that of the last line, the audit's.
    execFile('bash', ['-c', script], options, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}\nended with ${String(error.code)}` : stdout);
    });
  });
}
