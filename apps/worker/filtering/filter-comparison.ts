import type { CommandBus } from '@nestjs/cqrs';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import type { ChosenFilter } from '#libs/filtering/chosen-filter.js';
import { changeOfOrder } from '#libs/filtering/filter-order-id.js';
import { RecordFilterComparison } from '#libs/filtering/filter-orders.commands.js';
import type { FilterAdapterName } from '#libs/filtering/filter-orders.events.js';
import type { ConfiguredFilters } from '#libs/filtering/filters/configured-filters.js';
import { FilterFault } from '#libs/filtering/filters/filter.js';
import type { ExpectedFilter } from './expected-filter.js';
import type { FilterEntries } from './filter-entries.js';

interface Surroundings {
  readonly commands: CommandBus;
  readonly filters: ConfiguredFilters;
  readonly entries: FilterEntries;
  readonly expected: ExpectedFilter;
  readonly chosen: ChosenFilter;
  readonly report: (line: string) => void;
}

type Look = Pick<RecordFilterComparison, 'missing' | 'lingering' | 'onTheWay' | 'unexpected' | 'fault'>;

/** Looks again and again whether the filters have what the log says; a difference is put on record (SL6, SW7). */
export class FilterComparison {
  private running: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly around: Surroundings,
    everyMs: number,
  ) {
    this.timer = setInterval(() => {
      this.running ??= this.compareAll().finally(() => (this.running = undefined));
    }, everyMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async compareAll(): Promise<void> {
    try {
      for (const [school, adapter] of await this.filters()) await this.compare(school, adapter);
    } catch (error) {
      this.around.report(`the filters could not be compared with the log: ${(error as Error).name}`);
    }
  }

  /** The filter that each school has chosen, and those that have something from before. */
  private async filters(): Promise<readonly (readonly [string, FilterAdapterName])[]> {
    const { entries, filters, chosen } = this.around;
    const found = new Map(
      (await entries.filters()).map((of) => [`${of.school}/${of.adapter}`, [of.school, of.adapter] as const]),
    );
    for (const school of filters.schoolNames()) {
      const { filterAdapter = 'manual' } = await chosen.of(school);
      if (filters.has(school, filterAdapter)) found.set(`${school}/${filterAdapter}`, [school, filterAdapter]);
    }
    return [...found.values()];
  }

  private async compare(school: string, adapter: FilterAdapterName): Promise<void> {
    const found = await this.comparison(school, adapter);
    const command = commandOf(RecordFilterComparison, { adapter, ...found });
    await this.around.commands.execute(command.by({ actor: 'daybook', role: 'system', roles: ['system'], school }));
  }

  private async comparison(school: string, adapter: FilterAdapterName): Promise<Look> {
    const { filters, expected } = this.around;
    const should = await expected.of(school, adapter);
    const onTheWay = [...should.onTheWay, ...should.ending].map(({ order }) => order);
    try {
      const { missing, unexpected } = await filters.of(school, adapter).compare(should);
      const lingering = await expected.endedAmong(unexpected, school, adapter);
      const ended = new Set(lingering.map(changeOfOrder));
      const strangers = unexpected.filter(({ change }) => !ended.has(change)).length;
      return { missing, lingering, onTheWay, unexpected: strangers };
    } catch (error) {
      if (!(error instanceof FilterFault)) throw error;
      return { missing: [], lingering: [], onTheWay, unexpected: 0, fault: error.code };
    }
  }
}
