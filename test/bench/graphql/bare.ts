import { createServer } from 'node:http';
import pg from 'pg';
import type { AddressInfo } from 'node:net';
import { TokenVerifier } from '../../../apps/api/access/token-verifier.js';
import { reportReady } from '../../../libs/processes/lifecycle.js';

/**
 * The least that answers the same list: Node's HTTP server and pg, with the API's own token check and a pool of its
 * size. `/list` reads one school's rows by a plain condition, `/secured-list` under row-level security, as the API does.
 */
const setting = (name: string): string => process.env[name] ?? '';
const owner = new URL(setting('BARE_DATABASE_URL'));
const open = new pg.Pool({ connectionString: owner.href, max: 10 });
const secured = new pg.Pool({ connectionString: setting('READ_DATABASE_URL'), max: 10 });
const tokens = TokenVerifier.builtIn(JSON.parse(setting('DAYBOOK_ISSUER_KEY')) as never, {
  signInOf: ({ sub }) => sub,
  actorOf: (_, signIn) => Promise.resolve(signIn),
});

const columns = `id, status, target, target_kind, reason, study_purpose, requested_by, requested_role, requested_at, until, agreed_by`;
const page = `from filtering_change_log where %s order by requested_at desc, id desc limit $1`;
const plain = { name: 'list', text: `select ${columns} ${page.replace('%s', 'school = $2')}` };
const own = { name: 'own', text: `select ${columns} ${page.replace('%s', 'true')}` };

async function list(path: string, school: string, first: number): Promise<unknown[]> {
  if (path === '/list') return (await open.query<object>({ ...plain, values: [first, school] })).rows;
  const connection = await secured.connect();
  await connection.query('begin');
  await connection.query(`select set_config('daybook.school', $1, true)`, [school]);
  const { rows } = await connection.query<object>({ ...own, values: [first] });
  await connection.query('commit');
  connection.release();
  return rows;
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    void (async () => {
      const { first } = JSON.parse(Buffer.concat(parts).toString()) as { first: number };
      const { school } = await tokens.verify(request.headers.authorization?.slice('Bearer '.length) ?? '');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ entries: await list(request.url ?? '', school, first) }));
    })();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  reportReady(`127.0.0.1:${port}`);
});
process.once('SIGTERM', () => process.exit());
process.once('disconnect', () => process.exit());
