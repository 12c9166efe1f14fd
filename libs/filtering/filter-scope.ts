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

/** The wider groups whose openings a group shares. */
export const widerScopes: Readonly<Record<ScopeKind, readonly ScopeKind[]>> = {
  pupilGroup: ['allPupils', 'everyone'],
  yearGroup: ['allPupils', 'everyone'],
  allPupils: ['everyone'],
  staff: ['everyone'],
  deviceGroup: ['everyone'],
  everyone: [],
};
