import type {} from './start-postgres.js';

/** Ends what start-postgres.ts began. */
export default async function stopPostgres(): Promise<void> {
  await globalThis.stopTestPostgres?.();
}
