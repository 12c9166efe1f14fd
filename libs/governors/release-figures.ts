import type { TermPeriod } from '#libs/calendar/term-periods.js';
import type { Cell } from '#libs/incidents/incident-cells.js';
import { countsOf } from '#libs/statistics/counts-by-term.js';
import { safelyShown, type ExactLists } from '#libs/statistics/safely-shown.js';
import type { ShownLists } from '#libs/statistics/shown-lists.js';
import type { ReleaseSources } from './governor-release.commands.js';
import type { GovernorReleaseEvent } from './governor-release.events.js';
import { releasedLists, type ReleasedList } from './governor-words.js';

/** What the releases before leave for the next one. */
export interface Releases {
  /** Incidents from this day on are counted; undefined before the first release. */
  readonly since?: string;
  /** What the log held up to here was counted. */
  readonly upTo: string;
  /** When the last release was made. */
  readonly lastAt?: string;
  /** All that governors have been shown. */
  readonly earlier: readonly ShownLists[];
}

export const firstRelease: Releases = { upTo: '0', earlier: [] };

/** A count as it is and as it is shown. */
export interface ReleasedCell extends Cell {
  readonly exact: number;
  readonly count: number | null;
}

/** What a release counts, and what of it is shown. */
export interface ReleaseFigures {
  readonly since: string;
  readonly upTo: string;
  readonly exactTotal: number;
  readonly shown: {
    readonly total: number | null;
    readonly lists: Readonly<Record<ReleasedList, readonly ReleasedCell[]>>;
  };
}

interface Asked {
  readonly period: TermPeriod;
  readonly smallest: number;
}

const dayMs = 86_400_000;

/** Counts what was sorted since the release before: each incident is in one release, so no two of them can be compared. */
export function releaseFrom(
  before: Releases,
  { incidents, upTo, cells }: ReleaseSources,
  asked: Asked,
): ReleaseFigures {
  const since = before.since ?? asked.period.from;
  // A log that was copied to another server has other positions: what was counted long before is not counted again.
  const notBefore = before.lastAt === undefined ? '' : new Date(Date.parse(before.lastAt) - dayMs).toISOString();
  const things = incidents.filter(
    ({ day, position, at }) => day >= since && BigInt(position) > BigInt(before.upTo) && at >= notBefore,
  );
  const codes = Object.fromEntries(releasedLists.map((list) => [list, cells[list].map(({ code }) => code)]));
  const { total, tables } = countsOf(things, codes as Record<ReleasedList, string[]>);
  const exact: ExactLists = {
    total,
    lists: Object.fromEntries(releasedLists.map((list) => [list, [...tables[list].values()]])),
    smallest: asked.smallest,
  };
  const shown = safelyShown(before.earlier, exact);
  const listed = (list: ReleasedList): ReleasedCell[] =>
    cells[list].map(({ code, label }, index) => ({
      ...{ code, label, exact: exact.lists[list]?.[index] ?? 0 },
      count: shown.lists[list]?.[index] ?? null,
    }));
  const lists = Object.fromEntries(releasedLists.map((list) => [list, listed(list)]));
  return {
    ...{ since, upTo, exactTotal: total },
    shown: { total: shown.total, lists: lists as Record<ReleasedList, ReleasedCell[]> },
  };
}

type Release = Extract<GovernorReleaseEvent, { type: 'GovernorFiguresReleased' }>['data'];

/** What a release on record leaves for the next one. */
export const released = (before: Releases, { since, upTo, total, lists, smallest }: Release, at: string): Releases => ({
  ...{ since, upTo, lastAt: at },
  earlier: [
    ...before.earlier,
    {
      ...{ total: total ?? null, smallest },
      lists: Object.fromEntries(
        Object.entries(lists).map(([list, cells]) => [list, cells.map(({ count }) => count ?? null)]),
      ),
    },
  ],
});
