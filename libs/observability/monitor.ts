import { createServer } from 'node:http';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { Readiness } from './readiness.js';

/** What a process lets itself be watched by. */
export interface Watched {
  readonly metrics: Registry;
  readonly ready: () => Promise<Readiness>;
}

/**
 * Serves `/metrics` for Prometheus, `/health/live` and `/health/ready` on a port of their own, on this machine only,
 * apart from what people use. Without METRICS_PORT it serves nothing.
 */
export async function startMonitor(
  { metrics, ready }: Watched,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<() => Promise<void>> {
  const port = environment['METRICS_PORT'];
  if (!port) return () => Promise.resolve();
  collectDefaultMetrics({ register: metrics });
  const pages: Readonly<Record<string, () => Promise<{ status: number; type: string; text: string }>>> = {
    '/metrics': async () => ({ status: 200, type: metrics.contentType, text: await metrics.metrics() }),
    '/health/live': () => Promise.resolve({ status: 200, type: 'application/json', text: '{"status":"live"}' }),
    '/health/ready': async () => {
      const found = await ready();
      const status = found.status === 'notReady' ? 503 : 200;
      return { status, type: 'application/json', text: JSON.stringify(found) };
    },
  };
  const server = createServer((request, response) => {
    const page = request.method === 'GET' ? pages[request.url ?? ''] : undefined;
    if (!page) return void response.writeHead(404).end();
    page().then(
      ({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), environment['METRICS_HOST'] ?? '127.0.0.1', resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
}
