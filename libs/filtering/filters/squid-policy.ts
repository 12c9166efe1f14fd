import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { scopeKey, type FilterScope } from '../filter-scope.js';
import { includes } from '../filter-target.js';
import { blockedHashes, type IllegalSites } from '../illegal-sites.js';
import type { SquidSettings } from './filter-settings.js';
import { FilterFault, type FilterEntry, type FoundEntry } from './filter.js';

type Settings = Pick<SquidSettings, 'folder' | 'groups' | 'seesPages'>;

export const policyFile = 'daybook.conf';
export const illegalFile = 'illegal-sites';

/** @throws FilterFault for an entry that this squid cannot keep to exactly: it is never widened to what it can. */
export function mustFit({ target, scope }: Pick<FilterEntry, 'target' | 'scope'>, settings: Settings): void {
  if (target.kind !== 'domain' && target.kind !== 'url') throw new FilterFault('kindNotSupported');
  if (settings.groups[scopeKey(scope)] === undefined) throw new FilterFault('groupUnknown');
  if (target.kind === 'url' && target.value.startsWith('https:') && !settings.seesPages)
    throw new FilterFault('pageNotVisible');
  // A list of squid's has a line for each address.
  if (target.kind === 'url' && /[\r\n]/.test(asSquidComparesIt(target.value)))
    throw new FilterFault('kindNotSupported');
}

function fits(entry: FilterEntry, settings: Settings): boolean {
  try {
    mustFit(entry, settings);
    return true;
  } catch {
    return false;
  }
}

/**
 * The files squid is to read, by name, with a character for each byte: an ACL file for each group, direction and kind of site, and the rules that use
 * them. The first rule that fits decides, so the order is the policy: what is illegal, then what is blocked, then what
 * is let through; after that come the school's own rules.
 */
export function squidPolicy(
  entries: readonly FilterEntry[],
  illegalSites: IllegalSites,
  settings: Settings,
  illegalHelper: readonly string[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const rules = ['# Written by Daybook from its log. What is changed here by hand is told as drift, and lost.'];
  const hashes = blockedHashes(illegalSites);
  if (hashes.length > 0) {
    files.set(illegalFile, `${hashes.join('\n')}\n`);
    const helper = [...illegalHelper, join(settings.folder, illegalFile)].map(quoted).map(bytesOf).join(' ');
    rules.push(
      `external_acl_type daybook_illegal_sites ttl=60 negative_ttl=60 children-max=4 %URI ${helper}`,
      'acl daybook_illegal external daybook_illegal_sites',
      'http_access deny daybook_illegal',
    );
  }
  for (const does of ['block', 'letThrough'] as const) {
    for (const ofGroup of byGroup(entries.filter((entry) => entry.does === does && fits(entry, settings)))) {
      const [{ scope, target }] = ofGroup;
      const file = `${does === 'block' ? 'block' : 'open'}-${shortName(scope)}-${target.kind}s`;
      const who = settings.groups[scopeKey(scope)]?.acl;
      files.set(file, linesOf(ofGroup));
      rules.push(
        `acl daybook_${file} ${target.kind === 'domain' ? 'dstdomain' : 'url_regex'} "${bytesOf(join(settings.folder, file))}"`,
        `http_access ${does === 'block' ? 'deny' : 'allow'} ${[who, `daybook_${file}`].filter(Boolean).join(' ')}`,
      );
    }
  }
  files.set(policyFile, `${rules.join('\n')}\n`);
  return files;
}

type Group = [FilterEntry, ...FilterEntry[]];

function byGroup(entries: readonly FilterEntry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const name = `${scopeKey(entry.scope)} ${entry.target.kind}`;
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** Each site under a line with the id of its change, so that the file itself says by which agreement it is there. */
function linesOf(entries: readonly FilterEntry[]): string {
  const inOrder = [...entries].sort((a, b) => (a.change < b.change ? -1 : 1));
  return inOrder.map((entry) => `${noteOf(entry)}\n${lineOf(entry, inOrder)}`).join('');
}

/**
 * Squid undoes the escapes of an address once before it looks for it, and compares bytes: one character stands for each.
 * `%00` it leaves, and of two percent signs it makes one.
 */
const asSquidComparesIt = (address: string): string =>
  bytesOf(address).replace(/%(?:%|(?!00)([0-9a-f]{2}))/gi, (_, digits?: string) =>
    digits === undefined ? '%' : String.fromCharCode(parseInt(digits, 16)),
  );

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** A domain inside another of the same list is covered by it, and squid refuses to read both. */
function lineOf(entry: FilterEntry, list: readonly FilterEntry[]): string {
  const { kind, value } = entry.target;
  if (kind !== 'domain') return `^${asSquidComparesIt(value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$\n`;
  const covered = list.some(
    (other) =>
      includes(other.target, entry.target) &&
      (other.target.value !== value || list.indexOf(other) < list.indexOf(entry)),
  );
  return covered ? '' : `.${value}\n`;
}

const noteOf = ({ change, target }: FilterEntry): string =>
  `# ${change} ${createHash('sha256').update(target.value).digest('hex').slice(0, 16)}`;

/** Each site of a file, as the line of its change and the line of squid. */
export function entriesIn(files: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  for (const [file, text] of files) {
    if (file === policyFile || file === illegalFile) continue;
    let note = '# nobody';
    for (const line of text.split('\n').filter((line) => line !== '')) {
      if (line.startsWith('#')) {
        note = line;
        found.add(`${file}\n${note}`);
      } else {
        found.add(`${file}\n${note}\n${line}`);
      }
    }
  }
  return found;
}

/** What an entry of a file says that it is: by its file, and by the change that it names. */
export const foundEntry = (entry: string): FoundEntry => ({
  does: entry.startsWith('block-') ? 'block' : 'letThrough',
  change: /^[^\n]+\n# ([0-9a-f-]{36}) /.exec(entry)?.[1] ?? '',
});

export const isGroupFile = (name: string): boolean =>
  /^(open|block)-[A-Za-z]+(-[0-9a-f]{8})?-(domains|urls)$/.test(name);

/** Squid's names are short and plain; a group's own name is neither. */
function shortName({ kind, name }: FilterScope): string {
  if (name === undefined) return kind;
  return `${kind}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

const quoted = (word: string): string => (/^[\w./:-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`);
