import { Column, Entity } from 'typeorm';
import { dayOf } from '#libs/calendar/london-time.js';
import { projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { governorReleaseEvents } from '#libs/governors/governor-release.events.js';
import type { ReleasedList, ReleaseOccasionName } from '#libs/governors/governor-words.js';

/** A count that was released; it has no `count` where that is hidden. */
export interface ReleasedCount {
  readonly code: string;
  readonly label: string;
  readonly count?: number | undefined;
}

/** What was released to the governors, and nothing that was not (D24). The id is its place among the school's releases. */
@Entity('governor_release')
export class GovernorReleaseEntry extends ReadModelRow {
  @Column('text')
  periodName: string;

  @Column('text')
  periodFrom: string;

  @Column('text')
  periodTo: string;

  @Column('text')
  occasion: ReleaseOccasionName;

  /** The day: the moment would tell more than a term. */
  @Column('text')
  releasedOn: string;

  /** Null where so few are counted that it is hidden. */
  @Column('integer', { nullable: true })
  total: number | null;

  @Column('jsonb')
  lists: Record<ReleasedList, ReleasedCount[]>;
}

export const governorReleases = projection({
  name: 'governor_release',
  version: 2,
  row: GovernorReleaseEntry,
  from: { governorRelease: governorReleaseEvents },
  keys: ({ id, revision }) => [`${String(revision).padStart(6, '0')}/${id}`],
}).on({
  governorRelease: {
    GovernorFiguresReleased: (_, { data: { period, occasion, total, lists }, by }) => ({
      periodName: period.name,
      periodFrom: period.from,
      periodTo: period.to,
      occasion,
      releasedOn: dayOf(by.at),
      total: total ?? null,
      lists,
    }),
    GovernorReleasePlanned: 'ignored',
  },
});
