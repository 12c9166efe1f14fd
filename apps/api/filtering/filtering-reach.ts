import { Brackets, type SelectQueryBuilder } from 'typeorm';
import { widerScopes, type FilterScope } from '#libs/filtering/filter-scope.js';
import type { FilteringChangeLogEntry } from '#projections/filtering/filtering-change-log.js';

/** Narrows a query over `entry` to the changes that reach a group: its own, and those of the wider groups it is in. */
export function reaching(query: SelectQueryBuilder<FilteringChangeLogEntry>, { kind, name }: FilterScope): void {
  query.andWhere(
    new Brackets((reach) =>
      reach
        .where('entry.scope_kind = any(:wider)', { wider: widerScopes[kind] })
        .orWhere('entry.scope_kind = :scopeKind and lower(entry.scope_name) is not distinct from lower(:scopeName)', {
          scopeKind: kind,
          scopeName: name ?? null,
        }),
    ),
  );
}
