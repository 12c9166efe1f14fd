/** A number that somebody cannot see, and between which bounds they are sure that it lies. */
export interface Unknown {
  readonly least: number;
  readonly most: number;
}

/** What they know of how unknown numbers add up. */
export interface Equation {
  readonly terms: Readonly<Record<string, number>>;
  readonly equals: number;
}

type Values = Readonly<Record<string, number>>;
type Bounds = Readonly<Record<string, Unknown>>;

/** What they know besides: how what they were shown was made of the numbers. */
export interface Rule {
  readonly over: readonly string[];
  /** Whether these numbers would have been shown as they were. */
  readonly holds: (values: Values) => boolean;
  /** All numbers that it is over, as they may be if one of them is this: tried before they are searched for. */
  readonly propose: (name: string, value: number) => Iterable<Values>;
}

/** All that somebody knows of numbers that they cannot see. */
export interface Knowledge {
  readonly unknowns: Bounds;
  readonly equations: readonly Equation[];
  readonly rules: readonly Rule[];
}

/** So many steps are taken for one value before it counts as impossible: to be in doubt is to be careful. */
const mostSteps = 300;

/**
 * Which values each unknown may have for who knows all of this: an exact search over whole numbers, by narrowing bounds
 * and branching, which ends for an unknown as soon as `enough` are found. Only those that are asked for are looked at, all if nobody says. A value that was not found in time is left out.
 */
export function possibleValues(
  knowledge: Knowledge,
  enough: number,
  of: readonly string[] = Object.keys(knowledge.unknowns),
): ReadonlyMap<string, ReadonlySet<number>> {
  const asked = new Set(of);
  const found = new Map(Object.keys(knowledge.unknowns).map((name) => [name, new Set<number>()]));
  for (const part of partsOf(knowledge)) {
    const names = Object.keys(part.unknowns).filter((name) => asked.has(name));
    if (names.length === 0) continue;
    const search = new Search(part);
    for (const name of names) valuesOf(name, search, found, enough);
  }
  return found;
}

/** The unknowns of which these may tell something, themselves included. */
export function tiedTo(knowledge: Knowledge, names: readonly string[]): ReadonlySet<string> {
  const parts = partsOf(knowledge).map(({ unknowns }) => Object.keys(unknowns));
  return new Set(parts.filter((part) => part.some((name) => names.includes(name))).flat());
}

function valuesOf(name: string, search: Search, found: ReadonlyMap<string, Set<number>>, enough: number): void {
  const values = found.get(name) ?? new Set();
  for (const attempt of ['proposed', 'searched'] as const) {
    const range = search.rangeOf(name);
    for (let value = range?.least ?? 1; values.size < enough && value <= (range?.most ?? 0); value++) {
      if (values.has(value)) continue;
      // What fits tells a value of every other unknown too.
      const fitting = search.with(name, value, attempt);
      for (const [other, fits] of Object.entries(fitting ?? {})) found.get(other)?.add(fits);
    }
  }
}

/** What is not tied together by an equation or a rule tells nothing of each other. */
function partsOf({ unknowns, equations, rules }: Knowledge): Knowledge[] {
  const leads = new Map<string, string>();
  const headOf = (name: string): string => {
    let head = name;
    for (let next = leads.get(head); next !== undefined; next = leads.get(head)) head = next;
    return head;
  };
  const ties = [...equations.map(({ terms }) => Object.keys(terms)), ...rules.map(({ over }) => over)];
  for (const [first, ...others] of ties) {
    for (const other of others) {
      const [head, otherHead] = [headOf(first ?? other), headOf(other)];
      if (head !== otherHead) leads.set(otherHead, head);
    }
  }
  const parts = new Map<string, { unknowns: Record<string, Unknown>; equations: Equation[]; rules: Rule[] }>();
  const partOf = (name: string) => {
    const head = headOf(name);
    const part = parts.get(head) ?? { unknowns: {}, equations: [], rules: [] };
    parts.set(head, part);
    return part;
  };
  for (const [name, unknown] of Object.entries(unknowns)) partOf(name).unknowns[name] = unknown;
  for (const equation of equations) partOf(Object.keys(equation.terms)[0] ?? '').equations.push(equation);
  for (const rule of rules) partOf(rule.over[0] ?? '').rules.push(rule);
  return [...parts.values()];
}

/** An equation over the places of its unknowns, without those that are known. */
interface Sum {
  readonly places: readonly number[];
  readonly factors: readonly number[];
  readonly equals: number;
}

/** The least and the most of each unknown, by its place. */
interface Ranges {
  readonly least: Int32Array;
  readonly most: Int32Array;
}

class Search {
  private readonly names: readonly string[];
  private readonly places: ReadonlyMap<string, number>;
  private readonly sums: readonly Sum[];
  private readonly ranges: Ranges | undefined;
  private readonly rules: readonly Rule[];
  private readonly equations: readonly Equation[];
  private stepsLeft = 0;

  constructor({ unknowns, equations, rules }: Knowledge) {
    this.rules = rules;
    this.equations = equations;
    this.names = Object.keys(unknowns);
    this.places = new Map(this.names.map((name, place) => [name, place]));
    const ranges: Ranges = {
      least: Int32Array.from(Object.values(unknowns), ({ least }) => least),
      most: Int32Array.from(Object.values(unknowns), ({ most }) => most),
    };
    const all = equations.map(({ terms, equals }) => ({
      places: Object.keys(terms).map((name) => this.placeOf(name)),
      factors: Object.values(terms),
      equals,
    }));
    this.ranges = narrow(ranges, all) ? ranges : undefined;
    this.sums = all.map((sum) => withoutKnown(sum, ranges));
  }

  /** Undefined: there are no such numbers at all. */
  rangeOf(name: string): Unknown | undefined {
    const place = this.placeOf(name);
    return this.ranges && { least: this.ranges.least[place] ?? 0, most: this.ranges.most[place] ?? 0 };
  }

  /** Numbers that fit all that is known, one of them given. */
  with(name: string, value: number, attempt: 'proposed' | 'searched'): Values | undefined {
    if (!this.ranges) return undefined;
    if (attempt === 'proposed') {
      for (const values of this.rules[0]?.propose(name, value) ?? []) if (this.fits(values)) return values;
      return undefined;
    }
    this.stepsLeft = mostSteps;
    const ranges = copyOf(this.ranges);
    const place = this.placeOf(name);
    ranges.least[place] = ranges.most[place] = value;
    return this.fitting(ranges);
  }

  /** Whether these are numbers for every unknown, and as they may be. */
  private fits(values: Values): boolean {
    const { least, most } = this.ranges ?? { least: [], most: [] };
    const inRange = this.names.every((name, place) => {
      const value = values[name];
      return value !== undefined && value >= (least[place] ?? 0) && value <= (most[place] ?? 0);
    });
    return (
      inRange &&
      this.equations.every((equation) => addsUp(equation, values)) &&
      this.rules.every(({ holds }) => holds(values))
    );
  }

  private placeOf(name: string): number {
    const place = this.places.get(name);
    if (place === undefined) throw new Error(`an equation names ${name}, which is no unknown`);
    return place;
  }

  private fitting(ranges: Ranges): Values | undefined {
    if (this.stepsLeft-- <= 0 || !narrow(ranges, this.sums)) return undefined;
    const { least, most } = ranges;
    // The smallest range first: what is left for the others follows from it.
    let next = -1;
    for (let place = 0; place < least.length; place++) {
      const width = widthAt(ranges, place);
      if (width > 0 && (next < 0 || width < widthAt(ranges, next))) next = place;
    }
    if (next < 0) {
      const values = Object.fromEntries(this.names.map((name, place) => [name, least[place] ?? 0]));
      return this.rules.every(({ holds }) => holds(values)) ? values : undefined;
    }
    const [low, high] = [least[next] ?? 0, most[next] ?? 0];
    for (let nth = 0; nth <= high - low; nth++) {
      const closer = copyOf(ranges);
      closer.least[next] = closer.most[next] = low + nth;
      const fits = this.fitting(closer);
      if (fits) return fits;
    }
    return undefined;
  }
}

const copyOf = ({ least, most }: Ranges): Ranges => ({ least: least.slice(), most: most.slice() });
const widthAt = ({ least, most }: Ranges, place: number): number => (most[place] ?? 0) - (least[place] ?? 0);

const addsUp = ({ terms, equals }: Equation, values: Values): boolean =>
  Object.entries(terms).reduce((sum, [name, factor]) => sum + factor * (values[name] ?? 0), 0) === equals;

function withoutKnown({ places, factors, equals }: Sum, ranges: Ranges): Sum {
  const open = places.map((place) => widthAt(ranges, place) > 0);
  const known = places.reduce(
    (sum, place, index) => (open[index] ? sum : sum + (factors[index] ?? 0) * (ranges.least[place] ?? 0)),
    0,
  );
  return {
    places: places.filter((_, index) => open[index]),
    factors: factors.filter((_, index) => open[index]),
    equals: equals - known,
  };
}

/** Narrows the ranges to what the sums leave of them. @returns false where they cannot all hold. */
function narrow({ least, most }: Ranges, sums: readonly Sum[]): boolean {
  for (let changed = true; changed;) {
    changed = false;
    for (const { places, factors, equals } of sums) {
      let [low, high] = [0, 0];
      places.forEach((place, index) => {
        const factor = factors[index] ?? 0;
        low += factor * ((factor > 0 ? least[place] : most[place]) ?? 0);
        high += factor * ((factor > 0 ? most[place] : least[place]) ?? 0);
      });
      if (low > equals || high < equals) return false;
      for (const [index, place] of places.entries()) {
        const factor = factors[index] ?? 0;
        const [from, to] = factor > 0 ? [least[place] ?? 0, most[place] ?? 0] : [most[place] ?? 0, least[place] ?? 0];
        // What the others leave for this one.
        const a = (equals - (high - factor * to)) / factor;
        const b = (equals - (low - factor * from)) / factor;
        const lowest = Math.max(least[place] ?? 0, Math.ceil(Math.min(a, b)));
        const highest = Math.min(most[place] ?? 0, Math.floor(Math.max(a, b)));
        if (lowest > highest) return false;
        if (lowest === least[place] && highest === most[place]) continue;
        low += factor * ((factor > 0 ? lowest : highest) - from);
        high += factor * ((factor > 0 ? highest : lowest) - to);
        [least[place], most[place]] = [lowest, highest];
        changed = true;
      }
    }
  }
  return true;
}
