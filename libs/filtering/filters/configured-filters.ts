import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FilterAdapterName } from '../filter-orders.events.js';
import { FilterFault, type Filter } from './filter.js';
import { SquidFilter } from './squid-filter.js';
import { WebhookFilter } from './webhook-filter.js';

const secret = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((key) => key.length >= 32, 'must be at least 32 bytes in base64, as `openssl rand -base64 32` makes them');

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Only the operator names it, so that nobody can have Daybook call an address of their choice. */
const webhookUrl = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname));
}, 'must be an https:// URL without a user; http:// is for this machine only');

/** A word that may stand in squid's configuration: nothing in it can begin another directive. */
const aclName = z.string().regex(/^[A-Za-z][\w.-]{0,30}$/, 'must be the name of an ACL of squid.conf');
const command = z.array(z.string()).min(1);

const squid = z.strictObject({
  /** Where Daybook writes; `include <folder>/daybook.conf` in squid.conf. */
  folder: z.string().startsWith('/'),
  reload: command.default(['squid', '-k', 'reconfigure']),
  proxy: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().default(3128) }).prefault({}),
  /** For each group of the school the ACL that says who is in it, and from which address to try it. */
  groups: z
    .record(z.string(), z.strictObject({ acl: aclName.optional(), probeFrom: z.ipv4().optional() }))
    .refine(
      (groups) => Object.entries(groups).every(([name, { acl }]) => acl !== undefined || name === 'everyone'),
      'only `everyone` needs no ACL: without one, a rule holds for everybody',
    ),
  /** Whether this squid looks into TLS. If not, it sees no pages of https sites, and none can be let through alone. */
  seesPages: z.boolean().default(false),
  /** The command of the helper that knows the illegal sites by their hashes; Daybook's own if left out. */
  illegalSites: command.optional(),
});
export type SquidSettings = z.infer<typeof squid>;

const webhook = z.strictObject({ url: webhookUrl, secret });
export type WebhookSettings = z.infer<typeof webhook>;

/** The operator's file: for each school, by its URN, the filters that Daybook may change. */
const file = z.record(
  z.string().regex(/^\d{6}$/, 'must be a URN'),
  z.strictObject({ webhook: webhook.optional(), squid: squid.optional() }),
);

/** The filters that the operator has configured, with the secrets they share with Daybook. */
export class ConfiguredFilters {
  private readonly filters: ReadonlyMap<string, Filter>;

  private constructor(
    private readonly schools: z.infer<typeof file>,
    illegalSitesHelper: readonly string[],
  ) {
    this.filters = new Map(
      Object.entries(schools).flatMap(([school, { webhook, squid }]): [string, Filter][] => [
        ...(webhook ? [[`${school}/webhook`, new WebhookFilter(webhook)] satisfies [string, Filter]] : []),
        ...(squid ? [[`${school}/squid`, new SquidFilter(squid, illegalSitesHelper)] satisfies [string, Filter]] : []),
      ]),
    );
  }

  /**
   * Reads the file; without one there are only technicians.
   * @throws an error that names what is wrong and where, but no value.
   */
  static async read(path: string | undefined, illegalSitesHelper: readonly string[] = []): Promise<ConfiguredFilters> {
    if (path === undefined) return new ConfiguredFilters({}, illegalSitesHelper);
    const { success, data, error } = file.safeParse(jsonOf(await readFile(path, 'utf8')));
    if (success) return new ConfiguredFilters(data, illegalSitesHelper);
    const problems = error.issues.map(({ path: at, message }) => `FILTERS_FILE: ${at.join('.')}: ${message}`);
    throw new Error(problems.join('\n'));
  }

  /** @throws FilterFault where the operator has configured none. */
  of(school: string, adapter: FilterAdapterName): Filter {
    const filter = this.filters.get(`${school}/${adapter}`);
    if (!filter) throw new FilterFault('notConfigured');
    return filter;
  }

  has(school: string, adapter: FilterAdapterName): boolean {
    return this.filters.has(`${school}/${adapter}`);
  }

  schoolNames(): readonly string[] {
    return Object.keys(this.schools);
  }

  /** What a filter of the school signs its calls with. */
  secretOf(school: string): Buffer | undefined {
    return this.schools[school]?.webhook?.secret;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('FILTERS_FILE: is not JSON');
  }
}
