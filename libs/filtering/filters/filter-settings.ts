import { z } from 'zod';
import { scopeKey, scopeKinds } from '../filter-scope.js';

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
/** As the operator wrote it: `staff`, or `yearGroup/Year 4`. */
function groupKey(text: string): string {
  const [kind = '', ...name] = text.split('/');
  const known = scopeKinds.find((one) => one === kind);
  return known ? scopeKey({ kind: known, ...(name.length > 0 && { name: name.join('/') }) }) : text;
}

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
    )
    .transform((groups) => Object.fromEntries(Object.entries(groups).map(([name, group]) => [groupKey(name), group]))),
  /** Whether this squid looks into TLS. If not, it sees no pages of https sites, and none can be let through alone. */
  seesPages: z.boolean().default(false),
  /** The command of the helper that knows the illegal sites by their hashes; Daybook's own if left out. */
  illegalSites: command.optional(),
});
export type SquidSettings = z.infer<typeof squid>;

const webhook = z.strictObject({ url: webhookUrl, secret });
export type WebhookSettings = z.infer<typeof webhook>;

/** The operator's file: for each school, by its URN, the filters that Daybook may change. */
export const filtersFile = z.record(
  z.string().regex(/^\d{6}$/, 'must be a URN'),
  z.strictObject({ webhook: webhook.optional(), squid: squid.optional() }),
);
