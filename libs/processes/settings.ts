import { z } from 'zod';

export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });

/** What every process is told that reads the log; `apps/daybook` sets all of it. */
export const logSettings = {
  EVENTSTORE_URL: z.string('must be set').regex(/^(esdb|kurrentdb)(\+discover)?:\/\//, 'must be an esdb:// URL'),
  KEYS_DATABASE_URL: postgresUrl,
  DAYBOOK_MASTER_KEY: z
    .base64({ error: 'must be 32 bytes in base64' })
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, 'must be 32 bytes in base64'),
};

/** @throws an error that names every variable that is missing or wrong, and its rule, but no value. */
export function settingsFrom<Rules extends z.ZodObject>(rules: Rules, environment: NodeJS.ProcessEnv): z.infer<Rules> {
  const { success, data, error } = rules.safeParse(environment);
  if (success) return data;
  throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}
