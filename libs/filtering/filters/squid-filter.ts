import { execFile } from 'node:child_process';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode } from '#libs/processes/error-code.js';
import type { FilterProof } from '../filter-orders.events.js';
import { scopeKey } from '../filter-scope.js';
import { includes } from '../filter-target.js';
import type { SquidSettings } from './filter-settings.js';
import {
  FilterFault,
  type Comparison,
  type Expected,
  type Filter,
  type FilterEntry,
  type FoundEntry,
  type Order,
  type Surroundings,
} from './filter.js';
import { entriesIn, foundEntry, illegalFile, isGroupFile, mustFit, policyFile, squidPolicy } from './squid-policy.js';
import { passesProxy } from './squid-probe.js';

const run = promisify(execFile);
const reloadPatienceMs = 20_000;
/** Squid takes a new configuration up a moment after it was told. */
const probePatienceMs = 10_000;
const probeEveryMs = 100;

/** The squid proxy on this machine: Daybook writes files that its configuration includes, and tries what came of it. */
export class SquidFilter implements Filter {
  private readonly illegalSites: readonly string[];
  /** One at a time: the files are written as a whole. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: SquidSettings,
    illegalSitesHelper: readonly string[],
  ) {
    this.illegalSites = settings.illegalSites ?? illegalSitesHelper;
  }

  carryOut(order: Order, surroundings: Surroundings): Promise<FilterProof> {
    return this.inTurn(async () => {
      const { entry, undo } = order;
      if (!undo) mustFit(entry, this.settings);
      const entries = undo ? surroundings.others : [...surroundings.others, entry];
      await this.export(entries, surroundings.illegalSites);
      return this.prove(order, surroundings.others);
    });
  }

  compare({ inForce, onTheWay, ending, illegalSites }: Expected): Promise<Comparison> {
    return this.inTurn(async () => {
      const all = [...inForce, ...onTheWay];
      const wanted = this.policy(all, illegalSites);
      let found = await this.files();
      const isFirst = found.get(policyFile) === '' && inForce.length === 0;
      // A new edition of a list is no drift: the files just do not have it yet.
      if (isFirst || found.get(illegalFile) !== wanted.get(illegalFile)) {
        await this.export(all, illegalSites);
        found = await this.files();
      }
      const has = entriesIn(found);
      const [confirmed, possible] = [entriesIn(this.policy(inForce, illegalSites)), entriesIn(wanted)];
      const open = new Set([...onTheWay, ...ending].map(nameOf));
      const rulesChanged = open.size === 0 && found.get(policyFile) !== wanted.get(policyFile);
      const hasAll = (wanted: FilterEntry, of: ReadonlySet<string>): boolean =>
        [...of].every((entry) => nameOf(foundEntry(entry)) !== nameOf(wanted) || has.has(entry));
      return {
        missing: inForce
          .filter((entry) => !hasAll(entry, confirmed) && !hasAll(entry, possible))
          .map(({ order }) => order),
        unexpected: [
          ...[...has]
            .filter((entry) => !confirmed.has(entry) && !possible.has(entry))
            .map(foundEntry)
            .filter((entry) => !open.has(nameOf(entry))),
          ...(rulesChanged ? [{ change: '', does: 'block' } as const] : []),
        ],
      };
    });
  }

  /** What somebody has changed by hand in the files of Daybook is overwritten. */
  restore(expected: () => Promise<Expected>): Promise<void> {
    return this.inTurn(async () => {
      const { inForce, onTheWay, illegalSites } = await expected();
      await this.export([...inForce, ...onTheWay], illegalSites);
    });
  }

  private policy(entries: readonly FilterEntry[], illegalSites: Expected['illegalSites']): ReadonlyMap<string, string> {
    return squidPolicy(entries, illegalSites, this.settings, this.illegalSites);
  }

  private async export(entries: readonly FilterEntry[], illegalSites: Expected['illegalSites']): Promise<void> {
    const files = this.policy(entries, illegalSites);
    try {
      await mkdir(this.settings.folder, { recursive: true });
      // What the rules name is there before the rules are.
      for (const [name, text] of files) if (name !== policyFile) await this.write(name, text);
      await this.write(policyFile, files.get(policyFile) ?? '');
      const folder = await open(this.settings.folder, 'r');
      await folder.sync().finally(() => folder.close());
    } catch {
      throw new FilterFault('cannotWrite');
    }
    const [program = '', ...words] = this.settings.reload;
    await run(program, words, { timeout: reloadPatienceMs, shell: false }).catch(() => {
      throw new FilterFault('reloadFailed');
    });
    for (const name of await this.namesHere())
      if (!files.has(name)) await rm(join(this.settings.folder, name), { force: true });
  }

  /** Squid sees the old file or the new one, never half of one; and after a crash it is one of the two. */
  private async write(name: string, text: string): Promise<void> {
    const path = join(this.settings.folder, name);
    const unfinished = await open(`${path}.unfinished`, 'w', 0o644);
    try {
      await unfinished.writeFile(text, 'latin1');
      await unfinished.sync();
    } finally {
      await unfinished.close();
    }
    await rename(`${path}.unfinished`, path);
  }

  /** The files of Daybook that the rules use, as they are. */
  private async files(): Promise<ReadonlyMap<string, string>> {
    const { folder } = this.settings;
    const read = async (name: string): Promise<string> =>
      readFile(join(folder, name), 'latin1').catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return '';
        throw new FilterFault('cannotWrite');
      });
    const rules = await read(policyFile);
    const files = new Map([[policyFile, rules]]);
    for (const name of await this.namesHere())
      if (rules.includes(join(folder, name))) files.set(name, await read(name));
    return files;
  }

  /** The files besides the rules that Daybook has written here; others are nobody's business. */
  private async namesHere(): Promise<string[]> {
    const names = await readdir(this.settings.folder).catch(() => []);
    return names.filter((name) => name === illegalFile || isGroupFile(name));
  }

  /** Tries the site through the proxy, where the answer can only follow from this order. */
  private async prove({ entry, undo }: Order, others: readonly FilterEntry[]): Promise<FilterProof> {
    // Whether a site passes once a block of it is lifted is for the school's own rules to say.
    if (undo && (entry.does === 'block' || coveredBy(entry, others))) return 'export';
    const wanted = entry.does === 'letThrough' && !undo;
    const { proxy, groups } = this.settings;
    const from = groups[scopeKey(entry.scope)]?.probeFrom;
    const until = Date.now() + probePatienceMs;
    for (;;) {
      const passes = await passesProxy({ ...proxy, from }, siteOf(entry)).catch(() => undefined);
      if (passes === wanted) return 'probe';
      if (Date.now() > until)
        throw new FilterFault(passes === undefined ? 'unreachable' : wanted ? 'stillBlocked' : 'stillOpen');
      await rest(probeEveryMs);
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** An opening and a block may have one id. */
const nameOf = ({ does, change }: FoundEntry): string => `${does} ${change}`;

const siteOf = ({ target: { kind, value } }: FilterEntry): string => (kind === 'domain' ? `http://${value}/` : value);

/** Whether another change lets the same site through for somebody. */
const coveredBy = (entry: FilterEntry, others: readonly FilterEntry[]): boolean =>
  others.some(({ does, target }) => does === 'letThrough' && includes(target, entry.target));
