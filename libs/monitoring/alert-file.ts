import { isIP } from 'node:net';
import { z } from 'zod';
import { happenedIn, momentIn, momentRule } from '#libs/eventing/commands/moments.js';
import { canonicalId } from '#libs/eventing/commands/record-id.js';
import { alertContents } from './monitoring-words.js';

/** A place in a file and the rule it breaks; never what stands there, which is about a child. */
export interface FileFault {
  readonly field: string;
  readonly rule: string;
}

/** A file that was not taken; nothing of it was. */
export class FaultyFile extends Error {
  constructor(readonly faults: readonly FileFault[]) {
    super('the file is faulty');
  }
}

const mostAlerts = 2_000;
const mostFaults = 50;

const storable = /^[^\0\p{Surrogate}]*$/u;
const text = (most: number) => z.string().trim().min(1).max(most).regex(storable);
const moment = z.string().transform((text, context) => {
  const at = momentIn(text);
  if (at === undefined) context.addIssue(momentRule);
  return at ?? z.NEVER;
});

const row = z.strictObject({
  id: text(200),
  occurredAt: moment,
  grade: text(40),
  kind: z.enum(alertContents),
  content: text(4_000),
  device: text(200).optional(),
  ip: z
    .string()
    .refine((ip) => isIP(ip) > 0)
    .optional(),
  user: text(200).optional(),
  person: z.uuid().transform(canonicalId).optional(),
});
export type AlertRow = z.infer<typeof row>;

/** What stands in each field of a row. */
export const rules: Record<keyof AlertRow, string> = {
  id: 'the id the vendor gave the alert, 200 characters at most',
  occurredAt: `${momentRule}, and not in the future`,
  grade: 'one of the grades that the school has named for the source',
  kind: `one of ${alertContents.join(', ')}`,
  content: 'the term or the address, 4,000 characters at most',
  device: 'the device, 200 characters at most, or left out',
  ip: 'an IPv4 or IPv6 address, or left out',
  user: 'the account, 200 characters at most, or left out',
  person: 'the id of somebody on the list of the school, or left out',
};

interface Known {
  readonly grades: readonly string[];
  /** ISO 8601 in UTC. */
  readonly now: string;
}

/**
 * The alerts of a file, all of them or none.
 * @throws FaultyFile naming each place and the rule it breaks.
 */
export function alertsIn(file: Buffer, format: 'csv' | 'json', { grades, now }: Known): AlertRow[] {
  const rows = format === 'csv' ? rowsOfCsv(decoded(file)) : rowsOfJson(decoded(file));
  if (rows.length === 0 || rows.length > mostAlerts) fail(`a file holds 1 to ${mostAlerts} alerts`);
  const faults: FileFault[] = [];
  const alerts: AlertRow[] = [];
  for (const [index, given] of rows.entries()) {
    const { success, data, error } = row.safeParse(given);
    // The clock of the monitoring system may be a little ahead of ours.
    const occurredAt = happenedIn(data?.occurredAt, Date.parse(now));
    const broken = new Set(error?.issues.map(({ path: [field] }) => String(field ?? '')));
    if (success && !grades.includes(data.grade)) broken.add('grade');
    if (success && (occurredAt === undefined || occurredAt > now)) broken.add('occurredAt');
    for (const field of broken) faults.push({ field: `row ${index + 1}${field && `.${field}`}`, rule: ruleFor(field) });
    if (success) alerts.push({ ...data, occurredAt: occurredAt ?? data.occurredAt });
  }
  if (faults.length > 0) throw new FaultyFile(faults.slice(0, mostFaults));
  return alerts;
}

const ruleFor = (field: string): string =>
  field in rules ? rules[field as keyof AlertRow] : `a row has these fields: ${Object.keys(rules).join(', ')}`;

function fail(rule: string): never {
  throw new FaultyFile([{ field: 'file', rule }]);
}

function decoded(file: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return fail('the file is in UTF-8');
  }
}

function rowsOfJson(json: string): unknown[] {
  try {
    const { alerts } = z.object({ alerts: z.array(z.unknown()) }).parse(JSON.parse(json));
    return alerts;
  } catch {
    return fail('the file is JSON: { "alerts": [ … ] }');
  }
}

/** The first line names the fields; an empty one is a field left out. */
function rowsOfCsv(csv: string): unknown[] {
  const [names = [], ...records] = csvRecords(csv);
  return records.map((values) => {
    if (values.length !== names.length) return {};
    const fields = names.map((name, at) => [name.trim(), values[at]] as const);
    return Object.fromEntries(fields.filter(([, value]) => value !== ''));
  });
}

/** RFC 4180: fields in quotes may hold commas, line ends and doubled quotes. */
export function csvRecords(csv: string): string[][] {
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  const records: string[][] = [];
  let record: string[] = [];
  while (field.lastIndex < csv.length || record.length > 0) {
    const found = field.exec(csv);
    if (!found) return fail(`record ${records.length + 1} is no CSV (RFC 4180)`);
    const [, quoted, plain = '', end] = found;
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}
