import { parseArgs } from 'node:util';
import { onStopRequested, reportReady } from '../../libs/processes/lifecycle.js';
import { startEventServer } from './server.js';

const usage = `usage: eventserver [--port 2113] [--host 127.0.0.1] --database-url postgres://…
  --port          EVENTSERVER_PORT      0 takes any free port
  --host          EVENTSERVER_HOST
  --database-url  EVENTS_DATABASE_URL   the database that holds the log
  --owner-url     EVENTS_OWNER_URL      a role that owns the tables, so that the server's own may only read and add`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: process.env['EVENTSERVER_PORT'] ?? '2113' },
      host: { type: 'string', default: process.env['EVENTSERVER_HOST'] ?? '127.0.0.1' },
      'database-url': { type: 'string', default: process.env['EVENTS_DATABASE_URL'] ?? '' },
      'owner-url': { type: 'string', default: process.env['EVENTS_OWNER_URL'] ?? '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values['database-url'] === '') throw new Error(`no database is given\n${usage}`);
  const server = await startEventServer({
    databaseUrl: values['database-url'],
    ownerUrl: values['owner-url'] === '' ? undefined : values['owner-url'],
    host: values.host,
    port: Number(values.port),
    lost: (error) => {
      console.error('eventserver:', error.message);
      process.exit(1);
    },
  });
  onStopRequested(() => server.stop());
  reportReady(server.address);
  console.log(`event server on ${server.connectionString}`);
}

main().catch((error: unknown) => {
  console.error('eventserver:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
