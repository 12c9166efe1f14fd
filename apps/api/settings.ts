import { z } from 'zod';
import { packOwnersIn, packOwnersRule } from '#libs/policies/own-packs.js';
import { logSettings, postgresUrl, settingsFrom } from '#libs/processes/settings.js';

/** What the API process is told by its environment; `apps/daybook` sets all of it. */
const settings = z.object({
  ...logSettings,
  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(4000),
  READ_DATABASE_URL: postgresUrl,
  EVIDENCE_DATABASE_URL: postgresUrl,
  EVIDENCE_LIMIT_BYTES: z.coerce.number().int().positive().optional(),
  EVIDENCE_GRACE_MS: z.coerce.number().int().positive().optional(),
  CLAMD_ADDRESS: z.string().optional(),
  CLAMD_MAX_FILE_SIZE: z.coerce.number().int().positive().optional(),
  DAYBOOK_ISSUER_KEY: z.string().optional(),
  QUERY_BUDGET: z.coerce.number({ error: 'must be a number' }).int().min(0).default(6_000),
  FILTERS_FILE: z.string().optional(),
  POLICY_PACKS: z
    .string()
    .transform((text, context) => {
      const owners = packOwnersIn(text);
      if (!owners) context.addIssue(packOwnersRule);
      return owners ?? new Map<string, readonly string[]>();
    })
    .optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: z.string().optional(),
});

export type ApiSettings = z.infer<typeof settings>;

export const apiSettings = (environment: NodeJS.ProcessEnv): ApiSettings => settingsFrom(settings, environment);
