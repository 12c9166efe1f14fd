import { canonicalId, withCanonicalIds } from '../libs/eventing/commands/record-id.js';
import { checkedInputs } from './support/checked-inputs.js';
import { argumentsOf, operations, placesOf, type Place } from './support/schema-walk.js';

const id = '0fba2c4e-93a5-4d0f-9d5c-0d8f6a1f7b52';
const inCapitals = id.toUpperCase();
const isId = ({ type }: Place): boolean => type === 'ID';

describe('an id', () => {
  it.each([
    ['in capitals, as Swift writes it', inCapitals, id],
    ['in both', '0FBA2c4e-93a5-4D0F-9d5c-0d8f6a1f7b52', id],
    ['in lower case', id, id],
    ['in braces, which is none', `{${inCapitals}}`, `{${inCapitals}}`],
    ['without its hyphens, which is none', inCapitals.replaceAll('-', ''), inCapitals.replaceAll('-', '')],
    ['that is a word', 'Miss Marple', 'Miss Marple'],
  ])('%s', (_, given, canonical) => {
    expect(canonicalId(given)).toBe(canonical);
  });

  it('is written alike in the name of a stream', () => {
    expect(withCanonicalIds(`filteringChange-${inCapitals}`)).toBe(`filteringChange-${id}`);
  });
});

const withIds = operations.filter((operation) => placesOf(operation).some(isId));

describe('every operation that takes an id', () => {
  it('is found', () => {
    expect(withIds.length).toBeGreaterThan(150);
  });

  it.each(withIds.map((operation) => [`${operation.kind} ${operation.name}`, operation] as const))(
    '%s takes it in capitals for the same one, wherever it stands',
    async (_, operation) => {
      const asked = (text: string) =>
        checkedInputs(
          operation,
          argumentsOf(operation, { optional: true, value: (place) => (isId(place) ? text : undefined) }),
        );
      const [capitals, lower] = [await asked(inCapitals), await asked(id)];
      expect(JSON.stringify(capitals)).not.toContain(inCapitals);
      expect(capitals).toEqual(lower);
      const names = placesOf(operation)
        .filter(isId)
        .map(({ path }) => path.filter((part) => typeof part === 'string').at(-1));
      expect(capitals.refused.filter(({ field }) => names.includes(field.split('.').at(-1)))).toEqual([]);
    },
  );

  it('mostly keeps the other rules of its fields here, so that its id is seen to come out', async () => {
    const refused: string[] = [];
    for (const operation of withIds) {
      const args = argumentsOf(operation, { optional: true, value: (place) => (isId(place) ? inCapitals : undefined) });
      if ((await checkedInputs(operation, args)).refused.length > 0) refused.push(operation.name);
    }
    expect(refused.length).toBeLessThan(withIds.length / 3);
  });
});
