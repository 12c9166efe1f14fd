import type { ChronologySources } from './chronology-sources.js';

/** How people are called in one chronology. */
export interface Naming {
  person(id: string): string;
  actor(id: string): string;
  isLeftOut(id: string): boolean;
  /** What somebody wrote, without the names that are left out. */
  text(written: string): string;
}

const outsiders = ['pupil', 'parent', 'communityUser'];
const shortestName = 3;

/** Names people by the school's list, and leaves out those the options ask to, in the text that others wrote too. */
export function wordingOf({ of, options, people, events }: ChronologySources): Naming {
  const acted = new Set(events.map(({ by }) => by.actor));
  const staffCapacities = new Set(events.flatMap(({ data }) => staffIn(data)));
  const isStaff = (id: string): boolean => {
    const kind = people.get(id)?.kind;
    return kind === undefined ? acted.has(id) || staffCapacities.has(id) : !outsiders.includes(kind);
  };
  const isSubject = (id: string): boolean => of.kind === 'person' && id === of.id;
  const isLeftOut = (id: string): boolean =>
    !isSubject(id) && (isStaff(id) ? options.staffNames : options.thirdParties) === 'leftOut';
  const person = (id: string): string => {
    if (isLeftOut(id)) return isStaff(id) ? 'a member of staff' : 'another person';
    return people.get(id)?.name ?? `person ${id}`;
  };
  const leftOut = namesIn([...people].filter(([id]) => isLeftOut(id)).map(([, { name }]) => name));
  const kept = namesIn([...people].filter(([id]) => !isLeftOut(id)).map(([, { name }]) => name));
  const names = [...leftOut].filter((name) => !kept.has(name)).sort((a, b) => b.length - a.length);
  const found = names.length > 0 && new RegExp(`(?<!\\p{L})(${names.map(quoted).join('|')})(?!\\p{L})`, 'giu');
  return {
    person,
    isLeftOut,
    actor: (id) => (id === 'daybook' ? 'Daybook' : id === 'anonymous' ? 'somebody who stays anonymous' : person(id)),
    text: (written) => (found ? written.replace(found, '[name left out]') : written),
  };
}

function staffIn(data: unknown): string[] {
  const { person, capacity } = data as { person?: unknown; capacity?: unknown };
  return typeof person === 'string' && ['staff', 'headteacher', 'governor'].includes(String(capacity)) ? [person] : [];
}

/** Whole names and each part of them, in small letters. */
const namesIn = (names: readonly string[]): Set<string> =>
  new Set(
    names
      .flatMap((name) => [name, ...name.split(/[\s,]+/)])
      .filter((name) => name.length >= shortestName && name !== '[erased]')
      .map((name) => name.toLowerCase()),
  );

const quoted = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
