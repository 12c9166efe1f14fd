import { Logger } from '@nestjs/common';
import type { ServerResponse } from 'node:http';

const logger = new Logger('api');

/** Ends an answer that failed on its way. Nothing of the error is told but its kind: its text may hold personal data. */
export function cutOff(response: ServerResponse, what: string, error: unknown): void {
  logger.error(`${what}: ${error instanceof Error ? error.name : typeof error}`);
  response.destroy();
}
