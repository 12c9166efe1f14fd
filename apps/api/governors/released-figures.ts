import { Field, Int, ObjectType } from '@nestjs/graphql';
import { ReleaseOccasion } from '#libs/governors/governor-enums.js';
import type { ReleasedList } from '#libs/governors/governor-words.js';
import type { GovernorReleaseEntry } from '#projections/governors/governor-releases.js';

@ObjectType({
  description: 'How many there were, as released. Null: too few to be shown, or hidden to protect such a count (D24).',
})
export class ReleasedIncidentCount {
  @Field(() => String)
  code: string;

  @Field(() => String)
  label: string;

  @Field(() => Int, { nullable: true })
  count: number | null;

  @Field(() => Int, { description: 'The sum of what is shown where the term has several releases; there may be more.' })
  atLeast: number;

  @Field(() => Int, { nullable: true, description: 'In the term before.' })
  lastTerm: number | null;

  @Field(() => Int, { nullable: true, description: 'In the same term last year.' })
  lastYear: number | null;
}

@ObjectType({ description: 'Figures of incidents that were released to the governors, for good (D24).' })
export class FiguresReleased {
  @Field(() => String, { description: 'The day.' })
  releasedOn: string;

  @Field(() => ReleaseOccasion)
  occasion: ReleaseOccasion;

  @Field(() => Int, { nullable: true, description: 'Incidents that were sorted since the release before.' })
  count: number | null;
}

type Release = Pick<GovernorReleaseEntry, 'total' | 'lists' | 'occasion' | 'releasedOn'>;

/** The releases of the periods that are compared; undefined where there is no such period. */
export interface Compared {
  readonly now: readonly Release[];
  readonly lastTerm: readonly Release[] | undefined;
  readonly lastYear: readonly Release[] | undefined;
}

/** Of several releases a count is shown where each shows it; null too where nothing was released. */
export function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.length === 0 || counts.includes(null) ? null : atLeast(counts);
}
const atLeast = (counts: readonly (number | null)[]): number =>
  counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);

export const totalOf = (releases: readonly Release[] | undefined): number | null =>
  sumOf((releases ?? []).map(({ total }) => total));

/** The total, in all and of the periods it is compared with. */
export const allOf = (
  { now, lastTerm, lastYear }: Compared,
  { code, label }: { readonly code: string; readonly label: string } = { code: 'all', label: 'all' },
): ReleasedIncidentCount => ({
  code,
  label,
  count: totalOf(now),
  atLeast: atLeast(now.map(({ total }) => total)),
  lastTerm: totalOf(lastTerm),
  lastYear: totalOf(lastYear),
});

/** A list as released; one of several releases has each cell that one of them has. */
export function listOf(list: ReleasedList, { now, lastTerm, lastYear }: Compared): ReleasedIncidentCount[] {
  const cells = new Map(now.flatMap(({ lists }) => lists[list].map(({ code, label }) => [code, label])));
  return [...cells].map(([code, label]) => {
    const counts = countsIn(now, list, code);
    return {
      ...{ code, label, count: sumOf(counts), atLeast: atLeast(counts) },
      lastTerm: sumOf(countsIn(lastTerm ?? [], list, code)),
      lastYear: sumOf(countsIn(lastYear ?? [], list, code)),
    };
  });
}

/** What each release shows of a cell; one whose policy did not have it yet counted none of it. */
const countsIn = (releases: readonly Release[], list: ReleasedList, code: string): (number | null)[] =>
  releases.map(({ lists }) => {
    const cell = lists[list].find((one) => one.code === code);
    return cell ? (cell.count ?? null) : 0;
  });
