/** What a filter change is about. */
export const targetKinds = ['url', 'domain', 'category'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** For whom a filter change holds (SW7: the right policies on the right users). */
export const scopeKinds = ['pupilGroup', 'yearGroup', 'allPupils', 'staff', 'everyone'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

/** Scopes that need to say which group. */
export const namedScopes: readonly ScopeKind[] = ['pupilGroup', 'yearGroup'];
