import { withoutForeign } from './foreign-variables.js';

it('keeps proxies and options of PostgreSQL from connections within Daybook, and nothing else', () => {
  const foreign = ['PGSSLMODE', 'PGOPTIONS', 'http_proxy', 'HTTPS_PROXY', 'grpc_proxy', 'all_proxy'];
  const kept = { PATH: '/bin', PGPASSFILE: '/run/pgpass', my_http_proxy: 'x' };
  expect(withoutForeign({ ...kept, ...Object.fromEntries(foreign.map((name) => [name, 'x'])) })).toEqual(kept);
});
