import 'reflect-metadata';
import { ConsoleLogger, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AddressInfo } from 'node:net';
import { ApiModule } from './api.module.js';
import type { ApiSettings } from './settings.js';

/** Starts the GraphQL API. @returns where it listens, as `host:port`, and how to stop it. */
export async function startApi(settings: ApiSettings): Promise<{ address: string; stop: () => Promise<void> }> {
  const app: INestApplication = await NestFactory.create(ApiModule.with(settings), {
    logger: new ConsoleLogger({
      logLevels: ['warn', 'error', 'fatal'],
      json: process.env['NODE_ENV'] === 'production',
    }),
    abortOnError: false,
  });
  await app.listen(settings.API_PORT, settings.API_HOST);
  const { address, port } = (app.getHttpServer() as { address: () => AddressInfo }).address();
  return { address: `${address}:${port}`, stop: () => app.close() };
}
