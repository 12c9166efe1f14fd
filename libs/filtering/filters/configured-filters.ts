import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { FilterAdapterName } from '../filter-orders.events.js';
import { filtersFile } from './filter-settings.js';
import { FilterFault, type Filter } from './filter.js';
import { SquidFilter } from './squid-filter.js';
import { WebhookFilter } from './webhook-filter.js';

/** The filters that the operator has configured, with the secrets they share with Daybook. */
export class ConfiguredFilters {
  private readonly filters: ReadonlyMap<string, Filter>;

  private constructor(
    private readonly schools: z.infer<typeof filtersFile>,
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
    const { success, data, error } = filtersFile.safeParse(jsonOf(await readFile(path, 'utf8')));
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
