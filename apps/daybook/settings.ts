import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { packOwnersIn, packOwnersRule } from '#libs/policies/own-packs.js';

/** What the operator decides; everything else Daybook makes itself. */
export interface Settings {
  readonly dataFolder: string;
  readonly api: { readonly host: string; readonly port: number };
  /** Undefined: the usual port, or a free one if that is taken. */
  readonly eventServerPort: number | undefined;
  /** Where metrics and health begin: the API there, the projector and the worker on the next two. Undefined: free ones. */
  readonly metricsPort: number | undefined;
  /** The administrator's URL of an existing PostgreSQL server; without it Daybook runs its own. */
  readonly databaseUrl: string | undefined;
  /** An existing EventStoreDB or KurrentDB; without it Daybook runs its own event server. */
  readonly eventStoreUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly masterKey: string | undefined;
  /** Where the ClamAV daemon listens; without it evidence waits in quarantine. */
  readonly clamdAddress: string | undefined;
  /** The longest file, in bytes, that it looks at, where it does not say so itself. */
  readonly clamdMaxFileSize: number | undefined;
  readonly queryBudget: string | undefined;
  /** Where the filters are named that Daybook may change by itself; without it technicians change them. */
  readonly filtersFile: string | undefined;
  /** Which policy packs were written for which school; without it, those of the demo schools. */
  readonly policyPacks: string | undefined;
  /** How people are told that something waits; without a mail server each e-mail becomes a file in the data folder. */
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string };
  /** Who issues tokens; without it Daybook issues them itself, for the demo. */
  readonly oidc: { readonly issuer: string; readonly audience: string } | undefined;
  readonly demo: boolean;
  /** Events are sealed with another key from this start on. */
  readonly newSealKey: boolean;
  /** When the read models are compared with the log each night; undefined: never. */
  readonly check: { readonly at: string; readonly zone: string } | undefined;
}

/** Names every setting that is wrong and the rule it breaks, never its value: that may be a password. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export const usage = `Usage: npm start -- [--data <folder>] [--port <number>] [--no-demo] [--new-seal-key]

  --data <folder>   where everything is kept (DAYBOOK_DATA, default ./data)
  --port <number>   the port of the GraphQL API (DAYBOOK_PORT, default 4000)
  --no-demo         leave out the two demo schools (as OIDC_ISSUER does)
  --new-seal-key    seal events with another key from now on; no other Daybook may be running on this data`;

const portRule = 'must be a number from 1 to 65535';
const port = z
  .string()
  .regex(/^\d{1,5}$/, portRule)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, portRule);

const url = (...protocols: string[]) =>
  z
    .string()
    .refine(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    );

const variables = z
  .object({
    DAYBOOK_DATA: z.string().default('data'),
    DAYBOOK_HOST: z.string().default('127.0.0.1'),
    DAYBOOK_PORT: port.default(4000),
    EVENTSERVER_PORT: port.optional(),
    METRICS_PORT: port.refine((value) => value <= 65_532, 'must leave room for three more ports').optional(),
    DATABASE_URL: url('postgres:', 'postgresql:').optional(),
    EVENTSTORE_URL: url('esdb:', 'esdb+discover:').optional(),
    REDIS_URL: url('redis:', 'rediss:').optional(),
    DAYBOOK_MASTER_KEY: z
      .string()
      .refine((value) => isBase64Of(32, value), 'must be 32 bytes in base64, as `openssl rand -base64 32` makes them')
      .optional(),
    CLAMD_ADDRESS: z
      .string()
      .regex(/^(\/.+|[^/]+:\d{1,5})$/, 'must be host:port, or the path of its socket')
      .optional(),
    CLAMD_MAX_FILE_SIZE: z
      .string()
      .regex(/^[1-9]\d{0,11}[KM]?$/i, 'must be a size as clamd.conf has it, as 25M')
      .transform(bytesOf)
      .optional(),
    QUERY_BUDGET: z
      .string()
      .regex(/^\d{1,9}$/, 'must be a number, or 0 for no limit')
      .optional(),
    FILTERS_FILE: z.string().optional(),
    POLICY_PACKS: z
      .string()
      .refine((text) => packOwnersIn(text) !== undefined, packOwnersRule)
      .optional(),
    SMTP_URL: url('smtp:', 'smtps:').optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[^\s@<>]+@[^\s@<>]+$/, 'must be an e-mail address')
      .optional(),
    OIDC_ISSUER: url('https:', 'http:').optional(),
    OIDC_AUDIENCE: z.string().optional(),
    DAYBOOK_CHECK_AT: z
      .string()
      .regex(/^(([01]\d|2[0-3]):[0-5]\d|off)$/, "must be a time of day, as 02:30, or 'off'")
      .default('02:30'),
    DAYBOOK_TIME_ZONE: z.string().refine(isTimeZone, 'must be a time zone, as Europe/London').default('Europe/London'),
  })
  .refine((set) => set.OIDC_AUDIENCE !== undefined || set.OIDC_ISSUER === undefined, {
    path: ['OIDC_AUDIENCE'],
    error: 'must be set, because OIDC_ISSUER is',
    when: () => true,
  })
  .refine((set) => set.MAIL_FROM !== undefined || set.SMTP_URL === undefined, {
    path: ['MAIL_FROM'],
    error: 'must be set, because SMTP_URL is',
    when: () => true,
  })
  .refine((set) => set.OIDC_ISSUER !== undefined || set.OIDC_AUDIENCE === undefined, {
    path: ['OIDC_ISSUER'],
    error: 'must be set, because OIDC_AUDIENCE is',
    when: () => true,
  });

/** K and M as ClamAV counts them. */
function bytesOf(size: string): number {
  const unit = { K: 1024, M: 1024 * 1024 }[size.slice(-1).toUpperCase()] ?? 1;
  return Number.parseInt(size, 10) * unit;
}

/** The variables of ours; no child process inherits one it was not given. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

/** Command line before environment before defaults. Throws a SettingsError with all that is wrong. */
export function readSettings(commandLine: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const flags = readFlags(commandLine);
  // An empty variable, as compose files pass it on, is one that is not set.
  const given = Object.fromEntries(variableNames.map((name) => [name, environment[name] || undefined]));
  const namedBy = new Map<PropertyKey, string>();
  for (const [variable, flag] of [
    ['DAYBOOK_DATA', 'data'],
    ['DAYBOOK_PORT', 'port'],
  ] as const) {
    if (flags.values[flag] === undefined) continue;
    given[variable] = flags.values[flag];
    namedBy.set(variable, `--${flag}`);
  }
  const parsed = variables.safeParse(given);
  const wrong = (parsed.error?.issues ?? []).map(({ path: [variable = ''], message }) => {
    return `${namedBy.get(variable) ?? String(variable)} ${message}`;
  });
  if (!parsed.success || flags.problems.length > 0) throw new SettingsError([...flags.problems, ...wrong]);

  const set = parsed.data;
  return {
    dataFolder: resolve(set.DAYBOOK_DATA),
    api: { host: set.DAYBOOK_HOST, port: set.DAYBOOK_PORT },
    eventServerPort: set.EVENTSERVER_PORT,
    metricsPort: set.METRICS_PORT,
    databaseUrl: set.DATABASE_URL,
    eventStoreUrl: set.EVENTSTORE_URL,
    redisUrl: set.REDIS_URL,
    masterKey: set.DAYBOOK_MASTER_KEY,
    clamdAddress: set.CLAMD_ADDRESS,
    clamdMaxFileSize: set.CLAMD_MAX_FILE_SIZE,
    queryBudget: set.QUERY_BUDGET,
    filtersFile: set.FILTERS_FILE === undefined ? undefined : resolve(set.FILTERS_FILE),
    policyPacks: set.POLICY_PACKS,
    mail: { smtpUrl: set.SMTP_URL, from: set.MAIL_FROM ?? 'daybook@localhost' },
    oidc:
      set.OIDC_ISSUER !== undefined && set.OIDC_AUDIENCE !== undefined
        ? { issuer: set.OIDC_ISSUER, audience: set.OIDC_AUDIENCE }
        : undefined,
    check: set.DAYBOOK_CHECK_AT === 'off' ? undefined : { at: set.DAYBOOK_CHECK_AT, zone: set.DAYBOOK_TIME_ZONE },
    // Where real people sign in, invented schools have no place.
    demo: flags.values['no-demo'] !== true && set.OIDC_ISSUER === undefined,
    newSealKey: flags.values['new-seal-key'] === true,
  };
}

interface Flags {
  readonly data?: string;
  readonly port?: string;
  readonly 'no-demo'?: boolean;
  readonly 'new-seal-key'?: boolean;
}

function readFlags(commandLine: readonly string[]): { values: Flags; problems: string[] } {
  const options = {
    data: { type: 'string' },
    port: { type: 'string' },
    'no-demo': { type: 'boolean' },
    'new-seal-key': { type: 'boolean' },
  } as const;
  try {
    return { values: parseArgs({ args: [...commandLine], options }).values, problems: [] };
  } catch (error) {
    // Node's message goes on about how to pass file names that begin with a hyphen.
    const [problem = ''] = String(error instanceof Error ? error.message : error).split('. ');
    return { values: {}, problems: [problem] };
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isBase64Of(bytes: number, value: string): boolean {
  const decoded = Buffer.from(value, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === value;
}
