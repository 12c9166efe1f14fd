import { parseArgs } from 'node:util';
import { demoRoles, demoSchools } from './demo-people.js';
import { issueToken } from './issue-token.js';

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
  const { as: role, school, actor, hours, data: dataFolder } = values;
  console.log(await issueToken({ role, school, actor, hours: Number(hours), dataFolder }));
}

await main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
});
