import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from './services.js';

type Told = Pick<Surroundings, 'eventStoreUrl' | 'connections' | 'monitorPorts'>;

/**
 * Leaves word in the data folder of where the parts listen, for `npm run audit`, and of where they may be watched; readable by its owner alone, since it
 * holds passwords. @returns how to take it away again when Daybook stops.
 */
export async function tellAuditors(
  dataFolder: string,
  { eventStoreUrl, connections: { projector, keys }, monitorPorts }: Told,
): Promise<() => Promise<void>> {
  const file = join(dataFolder, 'endpoints.json');
  const monitors = Object.fromEntries(
    Object.entries(monitorPorts).map(([name, port]) => [name, `http://127.0.0.1:${port}`]),
  );
  const unfinished = await open(`${file}.unfinished`, 'w', 0o600);
  try {
    await unfinished.writeFile(`${JSON.stringify({ eventStoreUrl, connections: { projector, keys }, monitors })}\n`);
  } finally {
    await unfinished.close();
  }
  await rename(`${file}.unfinished`, file);
  return () => rm(file, { force: true });
}
