import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { JWK } from 'jose';
import { demoPerson, demoRoles, demoSchools } from './demo-people.js';
import { signToken } from './sign-token.js';

const usage = `Usage: npm run --silent token -- --as <role> [--school <URN>] [--actor <id>] [--hours <n>] [--data <folder>]

Prints a token of Daybook's own issuer, for the demo and for trying things out.
Roles: ${demoRoles.join(', ')}
Demo schools: ${demoSchools.map(({ urn, name }) => `${urn} ${name}`).join(', ')}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      as: { type: 'string' },
      school: { type: 'string', default: demoSchools[0].urn },
      actor: { type: 'string' },
      hours: { type: 'string', default: '8' },
      data: { type: 'string', default: process.env['DAYBOOK_DATA'] ?? 'data' },
    },
  });
  const role = demoRoles.find((known) => known === values.as);
  if (!role) throw new Error(values.as === undefined ? '--as: name a role' : '--as: there is no such role');
  if (!/^\d{6}$/.test(values.school)) throw new Error('--school: must be a URN of six digits');
  const hours = Number(values.hours);
  if (!(hours > 0 && hours <= 24)) throw new Error('--hours: must be a number up to 24');
  const file = join(resolve(values.data), 'issuer.jwk');
  await access(file).catch(() => {
    throw new Error(`--data: there is no Daybook in ${resolve(values.data)} yet; run npm start first`);
  });
  const key = JSON.parse(await readFile(file, 'utf8')) as JWK;
  const actor = values.actor ?? demoPerson(role, values.school);
  console.log(await signToken(key, { actor, roles: [role], school: values.school }, hours));
}

await main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
});
