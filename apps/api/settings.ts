import { z } from 'zod';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });

/** What the API process is told by its environment; `apps/daybook` sets all of it. */
const settings = z.object({
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(4000),
  EVENTSTORE_URL: z.string().regex(/^(esdb|kurrentdb)(\+discover)?:\/\//, 'must be an esdb:// URL'),
  READ_DATABASE_URL: postgresUrl,
  KEYS_DATABASE_URL: postgresUrl,
  EVIDENCE_DATABASE_URL: postgresUrl,
  EVIDENCE_LIMIT_BYTES: z.coerce.number().int().positive().optional(),
  CLAMD_ADDRESS: z.string().optional(),
  DAYBOOK_MASTER_KEY: z
    .base64({ error: 'must be 32 bytes in base64' })
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === 32, 'must be 32 bytes in base64'),
  DAYBOOK_ISSUER_KEY: z.string().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: z.string().optional(),
});

export type ApiSettings = z.infer<typeof settings>;

/** @throws an error that names every variable that is missing or wrong, and its rule, but no value. */
export function apiSettings(environment: NodeJS.ProcessEnv): ApiSettings {
  const { success, data, error } = settings.safeParse(environment);
  if (success) return data;
  throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}
