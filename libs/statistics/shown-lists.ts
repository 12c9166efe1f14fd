import { possibleValues, type Knowledge } from './possible-values.js';
import { plausibleMost, suppressed, thresholdOf, valuesLeft, type ShownCounts } from './suppressed-counts.js';

/** Lists that count the same things, each once in each list, as they are shown: null where a count is hidden. */
export interface ShownLists {
  readonly total: number | null;
  readonly lists: Readonly<Record<string, readonly (number | null)[]>>;
  readonly smallest: number;
}

/** How a list is made of its counts. */
export type Suppression = (counts: readonly number[], smallest: number) => ShownCounts;

/** The name of an unknown: a count of a list, by its place. */
export const countAt = (group: string, list: string, index: number): string => `${group}/${list}/${index}`;

/** All that these lists say to somebody who knows how they were made. */
export function knowledgeOf(group: string, shown: ShownLists, suppression: Suppression = suppressed): Knowledge {
  const { total, smallest } = shown;
  const small = (thresholdOf(smallest) ?? 1) - 1;
  const known = Object.entries(shown.lists).map(([list, counts]): ListKnown => {
    const names = counts.map((_, index) => countAt(group, list, index));
    return { names, counts, most: mostOf(total ?? small, counts.length) };
  });
  const unknowns = Object.fromEntries(
    known.flatMap(({ names, counts, most }) =>
      names.map((name, index) => {
        const count = counts[index] ?? null;
        return [name, count === null ? { least: 0, most } : { least: count, most: count }] as const;
      }),
    ),
  );
  const isMade = ({ names, counts }: ListKnown, values: Values): boolean => {
    const made = suppression(
      names.map((name) => values[name] ?? 0),
      smallest,
    );
    return made.total === total && made.counts.every((count, index) => count === counts[index]);
  };
  // A total that is shown is no unknown, so that the lists tell nothing of each other.
  if (total !== null)
    return {
      unknowns,
      equations: known.map(({ names }) => ({ terms: eachOnce(names), equals: total })),
      rules: known.map((list) => ({
        over: list.names,
        holds: (values) => isMade(list, values),
        propose: (name, value) => proposals(list, total, small, { name, value }),
      })),
    };
  const sum = `${group}/total`;
  return {
    unknowns: { ...unknowns, [sum]: { least: 1, most: small } },
    equations: known.map(({ names }) => ({ terms: { ...eachOnce(names), [sum]: -1 }, equals: 0 })),
    rules: [
      {
        over: [sum, ...known.flatMap(({ names }) => names)],
        holds: (values) => known.every((list) => isMade(list, values)),
        propose: function* (name, value) {
          const all = name === sum ? value : Math.max(value, 1);
          const given = name === sum ? {} : { [name]: value };
          yield Object.assign({ [sum]: all }, ...known.map(({ names }) => filled(names, all, small, given))) as Values;
        },
      },
    ],
  };
}

type Values = Readonly<Record<string, number>>;

interface ListKnown {
  readonly names: readonly string[];
  readonly counts: readonly (number | null)[];
  readonly most: number;
}

const eachOnce = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, 1]));

/** Nobody can be sure of a bound that the total itself goes beyond. */
const mostOf = (total: number, counts: number): number =>
  total <= plausibleMost * (counts - 1) ? Math.min(total, plausibleMost) : total;

/** Numbers that add up, what is not given at most so large, from the first on. */
function filled(names: readonly string[], sum: number, most: number, given: Values): Record<string, number> {
  let left = names.reduce((rest, name) => rest - (given[name] ?? 0), sum);
  return Object.fromEntries(
    names.map((name) => {
      if (given[name] !== undefined) return [name, given[name]];
      const value = Math.max(0, Math.min(most, left));
      left -= value;
      return [name, value];
    }),
  );
}

/** What is hidden is all small, or one of it is large: then the others are next to nothing, or as many as they can be. */
function* proposals(
  { names, counts }: ListKnown,
  total: number,
  small: number,
  { name, value }: { readonly name: string; readonly value: number },
): Generator<Values> {
  const hidden = names.filter((_, index) => counts[index] === null);
  const shown = Object.fromEntries(
    names.flatMap((one, index) => (counts[index] === null ? [] : [[one, counts[index]]])),
  ) as Values;
  const behind = Object.values(shown).reduce((rest, count) => rest - count, total);
  const given = { [name]: value };
  yield { ...shown, ...filled(hidden, behind, small, given) };
  for (const large of hidden) {
    if (large === name) continue;
    const others = hidden.filter((one) => one !== large);
    const least = filled(others, Math.max(value, 1), small, given);
    const most = filled(others, Number.MAX_SAFE_INTEGER, small, given);
    for (const rest of [least, most]) {
      const used = Object.values(rest).reduce((sum, count) => sum + count, 0);
      yield { ...shown, ...rest, [large]: behind - used };
    }
  }
}

/** Several things that somebody knows, together. */
export const together = (known: readonly Knowledge[]): Knowledge => ({
  unknowns: Object.assign({}, ...known.map(({ unknowns }) => unknowns)) as Knowledge['unknowns'],
  equations: known.flatMap(({ equations }) => equations),
  rules: known.flatMap(({ rules }) => rules),
});

/** The hidden counts, by name, that can have fewer values than a hidden one has to for who knows all of this. */
export function derivable(known: Knowledge, hidden: readonly string[]): string[] {
  const values = possibleValues(known, valuesLeft, hidden);
  return hidden.filter((name) => (values.get(name)?.size ?? 0) < valuesLeft);
}

/** The names of the hidden counts of these lists. */
export const hiddenIn = (group: string, { lists }: ShownLists): string[] =>
  Object.entries(lists).flatMap(([list, counts]) =>
    counts.flatMap((count, index) => (count === null ? [countAt(group, list, index)] : [])),
  );
