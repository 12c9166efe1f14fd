import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { version } from './features.js';

export interface Node {
  readonly endpoint: () => { readonly host: string; readonly port: number };
  /** Whether events can be appended now. */
  readonly live: () => boolean;
  readonly secured: boolean;
}

type Page = (node: Node) => { readonly status: number; readonly body?: unknown };

/** What load balancers, container health checks and people with curl ask an EventStoreDB: no data, and open to all. */
const pages: Readonly<Record<string, Page>> = {
  '/health/live': ({ live }) => ({ status: live() ? 204 : 503 }),
  '/ping': () => ({ status: 200, body: { msgTypeId: 0, text: 'Ping request successfully handled' } }),
  '/info': ({ secured }) => ({
    status: 200,
    body: {
      esVersion: version,
      state: 'leader',
      features: { projections: false, userManagement: secured, atomPub: false },
      authentication: { type: secured ? 'internal' : 'insecure', properties: {} },
    },
  }),
  '/gossip': ({ endpoint }) => {
    const { host, port } = endpoint();
    const member = { state: 'Leader', isAlive: true, httpEndPointIp: host, httpEndPointPort: port };
    return { status: 200, body: { members: [member], serverIp: host, serverPort: port } };
  },
};
const nothing: Page = () => ({ status: 404 });

export const plainHttp =
  (node: Node): RequestListener =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '').replace(/\?.*/s, '');
    const asked = request.method === 'GET' || request.method === 'HEAD';
    // Only a page's own name: `constructor` is none.
    const page = asked && Object.hasOwn(pages, path) ? pages[path] : undefined;
    const { status, body } = (page ?? nothing)(node);
    const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
    response.writeHead(status, { ...type, 'cache-control': 'no-store' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };
