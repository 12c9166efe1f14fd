import { parseArgs } from 'node:util';
import { demoSchools } from './demo-people.js';
import { issueToken } from './issue-token.js';

const usage = `Usage: npm run --silent ask -- --as <role> '<GraphQL document>' [--school <URN>] [--url <address>] [--data <folder>]

Sends a query or mutation to a running Daybook as a demo person of that role, and prints the answer.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      as: { type: 'string' },
      school: { type: 'string', default: demoSchools[0].urn },
      url: { type: 'string', default: `http://127.0.0.1:${process.env['DAYBOOK_PORT'] ?? '4000'}/graphql` },
      data: { type: 'string', default: process.env['DAYBOOK_DATA'] ?? 'data' },
    },
  });
  const [query] = positionals;
  if (query === undefined) throw new Error('there is no document to send');
  const token = await issueToken({ role: values.as, school: values.school, dataFolder: values.data });
  const response = await fetch(values.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { errors?: unknown };
  console.log(JSON.stringify(answer, undefined, 2));
  if (answer.errors !== undefined) process.exitCode = 1;
}

await main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
});
