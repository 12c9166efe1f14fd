/** What a filter change is about. */
export const targetKinds = ['url', 'domain', 'category', 'application'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** What a change does to the filter. */
export const changeDirections = ['unblock', 'block'] as const;
export type ChangeDirection = (typeof changeDirections)[number];

/** For whom a filter change holds (SW7: the right policies on the right users). */
export const scopeKinds = ['pupilGroup', 'yearGroup', 'allPupils', 'staff', 'deviceGroup', 'everyone'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

export interface FilterScope {
  readonly kind: ScopeKind;
  readonly name?: string | undefined;
}

/** Scopes that need to say which group. */
export const namedScopes: readonly ScopeKind[] = ['pupilGroup', 'yearGroup', 'deviceGroup'];

const yearNumbers = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
];

/** The year groups of schools in England, as they are written down. */
const yearGroups: readonly string[] = ['Nursery', 'Reception', ...yearNumbers.map((_, index) => `Year ${index + 1}`)];

/** A year group as somebody wrote it: `Y4`, `year 4`, `Yr. 4`, `4` and `Year Four` are one; undefined for no year group. */
export function yearGroupNamed(text: string): string | undefined {
  const word = text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace('group', '');
  const [, number, letters] = /^(?:years?|yrs?|y)?(?:0*(\d{1,2})|([a-z]+))$/.exec(word) ?? [];
  const nth = number === undefined ? yearNumbers.indexOf(letters ?? '') + 1 : Number(number);
  if (nth > 0) return yearGroups[nth + 1];
  if (['r', 'reception'].includes(letters ?? '')) return 'Reception';
  return ['n', 'nursery'].includes(letters ?? '') ? 'Nursery' : undefined;
}

/**
 * The one way in which a group is written down, so that the same people are always the same text: a year group is one of
 * those of schools in England, another group keeps its name in single spaces, and everybody has none.
 */
export function canonicalScope<Kind extends ScopeKind>({
  kind,
  name,
}: {
  readonly kind: Kind;
  readonly name?: string | undefined;
}): { kind: Kind; name?: string } {
  if (name === undefined || !namedScopes.includes(kind)) return { kind };
  const plain = name.replace(/\s+/g, ' ').trim();
  return { kind, name: kind === 'yearGroup' ? (yearGroupNamed(plain) ?? plain) : plain };
}

/** What two spellings of one group have in common, as a text. */
export function scopeKey(scope: FilterScope): string {
  const { kind, name } = canonicalScope(scope);
  return name === undefined ? kind : `${kind}/${name.toLowerCase()}`;
}

/** The wider groups whose openings a group shares. */
export const widerScopes: Readonly<Record<ScopeKind, readonly ScopeKind[]>> = {
  pupilGroup: ['allPupils', 'everyone'],
  yearGroup: ['allPupils', 'everyone'],
  allPupils: ['everyone'],
  staff: ['everyone'],
  deviceGroup: ['everyone'],
  everyone: [],
};
