import 'reflect-metadata';
import { ConsoleLogger, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { Watched } from '#libs/observability/monitor.js';
import { watchReadiness, watchReadModels } from '#libs/observability/read-model-metrics.js';
import { ApiModule } from './api.module.js';
import type { CompiledQueriesDriver } from './graphql/compiled-queries.js';
import { graphqlEndpoint, type Listener } from './graphql/graphql-endpoint.js';
import { TriageFeed } from './incidents/triage-feed.js';
import { Ready, ReadModelStates } from './http/ready.js';
import { requestSpan } from './http/request-span.js';
import { rawBody } from './http/raw-body.js';
import { tokenFirst } from './graphql/token-first.js';
import { Budgets } from './access/budgets.js';
import { TokenVerifier } from './access/token-verifier.js';
import { subscriptionsOf } from './graphql/subscriptions.js';
import type { ApiSettings } from './settings.js';

export interface RunningApi extends Watched {
  /** Where it listens, as `host:port`. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Starts the GraphQL API. */
export async function startApi(settings: ApiSettings): Promise<RunningApi> {
  const metrics = new Registry();
  const app: INestApplication = await NestFactory.create(ApiModule.with(settings, metrics), {
    logger: new ConsoleLogger({ logLevels: ['warn', 'error', 'fatal'] }),
    abortOnError: false,
  });
  const express = app.getHttpAdapter().getInstance() as Express & Listener;
  express.set('etag', false);
  express.set('x-powered-by', false);
  app.use(neverKept);
  app.use('/monitoring', rawBody);
  const knownFirst = tokenFirst(
    () => app.get(TokenVerifier),
    () => app.get(Budgets),
  );
  app.use('/graphql', byKnownMethod, knownFirst);
  // Before Apollo, which would take what is below its own path.
  app.use(
    '/graphql/stream',
    subscriptionsOf(() => app.get(GraphQLSchemaHost).schema),
  );
  app.use('/graphql', requestSpan);
  await app.init();
  const apollo = app.get<GraphQLModule<CompiledQueriesDriver>>(GraphQLModule).graphQlAdapter;
  (app.getHttpServer() as Server).off('request', express).on(
    'request',
    graphqlEndpoint(() => apollo.instance, knownFirst, express),
  );
  // Long enough for the longest file at the least pace that is asked of its sender.
  (app.getHttpServer() as Server).requestTimeout = 15 * 60_000;
  // Longer than a proxy keeps a connection (nginx 60 s): one that it is about to use again is not closed under it.
  (app.getHttpServer() as Server).keepAliveTimeout = 75_000;
  await app.listen(settings.API_PORT, settings.API_HOST);
  const { address, port } = (app.getHttpServer() as { address: () => AddressInfo }).address();
  // Streams first: Apollo waits ten seconds for open connections, and then cuts them off.
  const stop = async (): Promise<void> => {
    await app.get(TriageFeed).end();
    await app.close();
  };
  const states = app.get(ReadModelStates);
  const ready = app.get(Ready);
  watchReadModels(metrics, states.now);
  watchReadiness(metrics, () => ready.now());
  return { address: `${address}:${port}`, stop, metrics, ready: () => ready.now() };
}

interface Express {
  set(setting: string, value: unknown): void;
}
type Next = () => void;

/** Every answer may hold personal data: no browser or proxy keeps one. */
function neverKept(_request: IncomingMessage, response: ServerResponse, next: Next): void {
  response.setHeader('cache-control', 'no-store');
  next();
}

/** Queries by GET to `/graphql` itself never come as far as here. */
function byKnownMethod({ method }: IncomingMessage, response: ServerResponse, next: Next): void {
  if (method === 'POST') {
    next();
    return;
  }
  const message =
    'Send queries by GET or POST to /graphql, mutations by POST, subscriptions by POST to /graphql/stream.';
  response.writeHead(405, { allow: 'GET, POST', 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }));
}
