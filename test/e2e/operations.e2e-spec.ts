import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '../../apps/daybook/issue-token.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { freePort } from '../../libs/processes/ports.js';
import { eventually } from '../support/daybook.js';
import { Launched } from '../support/launched.js';

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** What somebody would not want to find anywhere but in the record. */
const secret = 'https://zephyrine-quillfeather.test/lesson';

let parent: string;
let daybook: Launched;
let store: EventStore;
let collector: Server;
let graphqlUrl: string;
let token: string;
let monitors: Record<'api' | 'projector' | 'worker' | 'eventserver', string>;
/** All that the collector was sent, as it came. */
const received: string[] = [];

beforeAll(async () => {
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push(Buffer.concat(parts).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  parent = await mkdtemp(join(tmpdir(), 'daybook-operations-'));
  await chmod(parent, 0o711);
  const data = join(parent, 'data');
  const port = await freePort();
  daybook = new Launched(['--data', data, '--port', String(port)], {
    EVENTSERVER_PORT: String(await freePort()),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  await daybook.says('Daybook is ready');
  const told = JSON.parse(await readFile(join(data, 'endpoints.json'), 'utf8')) as {
    eventStoreUrl: string;
    monitors: typeof monitors;
  };
  monitors = told.monitors;
  store = new EventStore(told.eventStoreUrl);
  graphqlUrl = `http://127.0.0.1:${port}/graphql`;
  token = await issueToken({ role: 'teacher', school: '900001', dataFolder: data });
});
afterAll(async () => {
  await store.close();
  await daybook.stop();
  collector.close();
  await rm(parent, { recursive: true });
});

const metrics = async (process: keyof typeof monitors): Promise<string> =>
  (await fetch(`${monitors[process]}/metrics`)).text();

/** The sum of a metric's values, over all its labels that match. */
const metric = async (process: keyof typeof monitors, name: RegExp): Promise<number> =>
  sumOf(await metrics(process), name);

function sumOf(scraped: string, name: RegExp): number {
  const lines = scraped.split('\n').filter((line) => name.test(line));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

async function requestUnblock(): Promise<{ id: string; position: string }> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query:
        'mutation ZephyrineQuillfeather($input: RequestUnblock!) { requestUnblock(input: $input) { id position } }',
      variables: {
        input: {
          target: { kind: 'url', value: secret },
          scope: { kind: 'yearGroup', name: 'Year 4' },
          studyPurpose: 'Zephyrine Quillfeather wrote it',
          reason: 'Zephyrine Quillfeather asked',
          until: new Date(Date.now() + 86_400_000).toISOString(),
        },
      },
    }),
  });
  const { data, errors } = (await response.json()) as { data: { requestUnblock: never } | null; errors?: unknown };
  expect(errors).toBeUndefined();
  return data!.requestUnblock;
}

const health = async (process: keyof typeof monitors): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${monitors[process]}/health/ready`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const spans = (): Span[] =>
  received.flatMap((text) =>
    (JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans.flatMap((resource) =>
      resource.scopeSpans.flatMap((scope) => scope.spans),
    ),
  );

describe('every process says whether it can work, and how it does', () => {
  it.each(['api', 'projector', 'worker', 'eventserver'] as const)('%s is live and ready', async (process) => {
    expect((await fetch(`${monitors[process]}/health/live`)).status).toBe(200);
    await eventually(async () => ((await health(process)).body['status'] === 'ready' ? true : undefined));
    expect(await metric(process, /^daybook_ready /)).toBe(1);
  });

  it('the one projector leads', async () => {
    expect(await metric('projector', /^daybook_projector_leader /)).toBe(1);
  });

  it('commands and requests are counted by names of the schema only', async () => {
    await requestUnblock();
    const text = await metrics('api');
    expect(text).toMatch(/daybook_commands_total\{command="RequestUnblock",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/daybook_graphql_request_seconds_count\{operation="requestUnblock"\} [1-9]/);
    expect(text).not.toContain('Zephyrine');
  });

  it('appends, the commits that they share, what is read and who follows are counted by the event server', async () => {
    const count = (name: RegExp): Promise<number> => metric('eventserver', name);
    const before = await count(/^eventserver_append_seconds_count\{outcome="appended"\}/);
    await requestUnblock();
    expect(await count(/^eventserver_append_seconds_count\{outcome="appended"\}/)).toBeGreaterThan(before);
    expect(await count(/^eventserver_commit_appends_sum /)).toBeGreaterThan(before);
    // Both of one moment: the worker appends too.
    const scraped = await metrics('eventserver');
    expect(sumOf(scraped, /^eventserver_commit_events_sum /)).toBe(sumOf(scraped, /^eventserver_head_position /));
    expect(await count(/^eventserver_read_seconds_count\{query="view-stream"\}/)).toBeGreaterThan(0);
    // The projector, the deadlines, the orders to filters and the notices.
    expect(await count(/^eventserver_subscriptions\{kind="catch-up"\}/)).toBeGreaterThanOrEqual(4);
    expect(await count(/^eventserver_writable /)).toBe(1);
    expect(await metrics('eventserver')).not.toContain('filteringChange');
  });

  it('the lag rises while the projector stands still, and falls when it goes on', async () => {
    const projector = daybook.family().find(({ command }) => command.includes('dist/apps/projector/main.js'))!;
    globalThis.process.kill(projector.pid, 'SIGSTOP');
    try {
      await requestUnblock();
      await eventually(async () => ((await metric('api', /^daybook_projection_lag_events\{/)) > 0 ? true : undefined));
      await eventually(async () => ((await metric('api', /^daybook_projection_lag_seconds\{/)) > 0 ? true : undefined));
    } finally {
      globalThis.process.kill(projector.pid, 'SIGCONT');
    }
    await eventually(async () => ((await metric('api', /^daybook_projection_lag_events\{/)) === 0 ? true : undefined));
  });

  it('a parked stream shows as a number, and the processes are degraded, not down', async () => {
    await store.append(`filteringChange-${randomUUID()}`, -1, [
      { eventId: randomUUID(), type: 'UnblockRequested', data: { nobody: 'reads this' }, metadata: {} as never },
    ]);
    for (const process of ['api', 'projector'] as const) {
      await eventually(async () => ((await metric(process, /^daybook_parked_streams\{/)) > 0 ? true : undefined));
      await eventually(async () => ((await health(process)).body['status'] === 'degraded' ? true : undefined));
      const { status, body } = await health(process);
      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual(['failing', 'parkedStreams', 'status']);
    }
    // Its deadlines and notices are missing too, and the worker says so.
    expect(await metric('worker', /^daybook_unreadable_events_total /)).toBe(1);
  });
});

describe('one trace from the request to the row', () => {
  it('request, command and append are one trace; the batch that wrote the row links to it', async () => {
    await requestUnblock();
    const find = (test: (span: Span) => boolean): Promise<Span> =>
      eventually(() => Promise.resolve(spans().find(test)));
    const request = await find(({ name }) => name === 'mutation requestUnblock');
    const command = await find(
      ({ name, parentSpanId }) => name === 'command RequestUnblock' && parentSpanId === request.spanId,
    );
    const append = await find(({ name, parentSpanId }) => name === 'append' && parentSpanId === command.spanId);
    expect([command.traceId, append.traceId]).toEqual([request.traceId, request.traceId]);
    const batch = await find(
      ({ name, links }) => name === 'project' && (links ?? []).some(({ traceId }) => traceId === request.traceId),
    );
    await find(({ name, parentSpanId }) => name === 'rows filtering_change_log' && parentSpanId === batch.spanId);
  });

  it('no span holds a name, a site or anything else that was written', () => {
    expect(spans().length).toBeGreaterThan(0);
    const everything = received.join('\n');
    for (const text of ['Zephyrine', 'Quillfeather', secret, 'zephyrine-quillfeather'])
      expect(everything).not.toContain(text);
  });
});
