import { checkedInputs } from './support/checked-inputs.js';
import {
  aDay,
  aMoment,
  argumentsOf,
  isDay,
  isMoment,
  operations,
  placesOf,
  type Place,
} from './support/schema-walk.js';

const places = operations.flatMap((operation) =>
  placesOf(operation)
    .filter((place) => isMoment(place) || isDay(place))
    .map((place) => ({ operation, place, name: `${operation.kind} ${operation.name}: ${place.path.join('.')}` })),
);

/** Whether the API takes this text there; false also where it finds fault with another field. */
async function faultsAt({ operation, place }: (typeof places)[number], text: string): Promise<string[]> {
  const at = place.path.join('.');
  const value = (asked: Place): unknown => (asked.path.join('.') === at ? text : undefined);
  const { refused } = await checkedInputs(operation, argumentsOf(operation, { optional: true, value }));
  const field = place.path.filter((part) => typeof part === 'string').at(-1)!;
  return refused.filter((fault) => fault.field.split('.').includes(field)).map(({ rule }) => rule);
}

const neither = [
  ['in the year 26', '0026-03-12T10:15:00Z', '0026-03-12'],
  ['in the year 9999', '9999-03-12T10:15:00Z', '9999-03-12'],
  ['in 1989', '1989-03-12T10:15:00Z', '1989-03-12'],
  ['on 30 February', '2026-02-30T10:15:00Z', '2026-02-30'],
  ['without minutes', '2026-11-30T10Z', '2026-11-30T10Z'],
  ['in no time zone', '2026-03-12T10:15:00', '2026-03-12T10:15:00'],
  ['in a leap second', '2016-12-31T23:59:60Z', '2016-12-31T23:59:60Z'],
] as const;

describe('every moment and every day that the API takes', () => {
  it('is found, with its form in its description', () => {
    expect(places.length).toBeGreaterThan(80);
    const unfound = operations.flatMap((operation) =>
      placesOf(operation)
        .filter(
          (place) =>
            place.type === 'DateTime' ||
            /(^(at|from|until|on|day|week|due)|At|On|Until|From)$/.test(String(place.path.at(-1))),
        )
        .filter((place) => ['String', 'DateTime'].includes(place.type) && !isMoment(place) && !isDay(place))
        .map((place) => `${operation.name}: ${place.path.join('.')}`),
    );
    expect(unfound).toEqual([]);
  });

  it.each(neither)('is refused %s, by its field', async (_, moment, day) => {
    const taken: string[] = [];
    for (const asked of places) {
      const faults = await faultsAt(asked, isDay(asked.place) ? day : moment);
      if (!faults.some((rule) => rule.includes('from 1990 to ten years from now'))) taken.push(asked.name);
    }
    expect(taken).toEqual([]);
  });

  it.each([
    ['as it should be', aMoment, aDay],
    ['on the other side of the world', '2026-03-12T23:15:00+14:00', aDay],
  ])('is taken %s', async (_, moment, day) => {
    const refused: string[] = [];
    for (const asked of places)
      for (const rule of await faultsAt(asked, isDay(asked.place) ? day : moment))
        refused.push(`${asked.name}: ${rule}`);
    expect(refused).toEqual([]);
  });
});
