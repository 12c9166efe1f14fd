import { mostListed, type SchoolCheck } from '#libs/projection-checks/projection-check.events.js';
import type { Comparison } from './compare.js';

/** The comparison taken apart by school: each one learns of its own rows and of nobody else's. */
export function bySchool(comparisons: readonly Comparison[]): SchoolCheck[] {
  const schools = new Set(
    comparisons.flatMap((one) => [...one.schools.keys(), ...one.differences.map(({ school }) => school)]),
  );
  return [...schools].sort().map((school) => ({
    school,
    readModels: comparisons.map(({ readModel, version, position, schools: found, differences }) => {
      const own = differences.filter((difference) => difference.school === school);
      return {
        name: readModel,
        version,
        position: String(position),
        rows: found.get(school)?.rows ?? 0,
        hash: found.get(school)?.hash ?? null,
        differing: own.length,
        differences: own.slice(0, mostListed).map(({ table, kind, id, columns }) => ({
          table,
          kind,
          id,
          columns: [...columns],
        })),
      };
    }),
  }));
}
