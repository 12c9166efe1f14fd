import { onStopRequested, reportReady } from '../../../libs/processes/lifecycle.js';
import { startEventServer } from '../../../apps/eventserver/server.js';
import { PostgresEventLog } from '../../../apps/eventserver/store/postgres-event-log.js';

// The very same server, but an append is answered at once: what is left is the cost of the protocol.
const heads = new Map<string, number>();
let position = 0;
PostgresEventLog.prototype.append = (stream, _expected, events) => {
  const revision = (heads.get(stream) ?? -1) + events.length;
  heads.set(stream, revision);
  position += events.length;
  return Promise.resolve({ kind: 'appended', revision, position });
};

const server = await startEventServer({ databaseUrl: process.env['EVENTS_DATABASE_URL'] ?? '', port: 0 });
onStopRequested(() => server.stop());
reportReady(server.address);
