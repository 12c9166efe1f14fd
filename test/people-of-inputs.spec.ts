import { peopleNamedIn } from '../libs/people/person-id.js';
import { checkedInputs } from './support/checked-inputs.js';
import { argumentsOf, operations, placesOf, type Place } from './support/schema-walk.js';

/** Fields that hold the id of a record, or of something in one. */
const ofThings = [
  ...['id', 'commandId', 'evidenceId', 'questionId', 'actionId', 'riskId', 'device', 'template', 'plan'],
  ...['incident', 'investigation', 'review', 'software', 'check', 'retest', 'change', 'to', 'into', 'signIn'],
];

/** Who need not be on the list: why is said beside each. */
const otherwiseKnown: Readonly<Record<string, string>> = {
  'recordPersonOutcome.person': 'is linked to the incident',
  'recordSanction.person': 'is linked to the incident',
  'removeInvestigator.person': 'conducts the investigation',
  'recordSignedSheet.signedBy': 'conducts the investigation',
  'openGuestAccount.guest': 'comes with their name',
  ...Object.fromEntries(
    [
      ...['recordPerson', 'renamePerson', 'changeYearGroup', 'recordLeaver', 'recordReturn', 'assignRole', 'endRole'],
      ...['setEmailAddress', 'removeEmailAddress'],
    ].map((name) => [`${name}.person`, 'is the record itself']),
  ),
};

const marked = '00000000-0000-4000-8000-0000000000c3';
const fieldOf = ({ path }: Place): string => path.filter((part) => typeof part === 'string').at(-1) ?? '';
const places = operations
  .filter(({ kind }) => kind === 'mutation')
  .flatMap((operation) =>
    placesOf(operation)
      .filter((place) => place.type === 'ID' && !ofThings.includes(fieldOf(place)))
      .map((place) => ({ operation, place, name: `${operation.name}.${fieldOf(place)}` })),
  );

describe('whoever an input names', () => {
  it('is looked up on the list of the school before anything is decided, or is known otherwise', async () => {
    expect(places.length).toBeGreaterThan(20);
    const forgotten: string[] = [];
    for (const { operation, place, name } of places) {
      const at = place.path.join('.');
      const value = (asked: Place): unknown => {
        if (asked.path.join('.') === at) return marked;
        return fieldOf(asked) === 'address' ? 'somebody@school.example' : undefined;
      };
      const { values, refused } = await checkedInputs(operation, argumentsOf(operation, { optional: true, value }));
      expect(refused).toEqual([]);
      const isLookedUp = values.some((input) => peopleNamedIn(input as object).includes(marked));
      if (isLookedUp === name in otherwiseKnown) forgotten.push(name);
    }
    expect(forgotten).toEqual([]);
  });

  it('is known otherwise only where there still is such a field', () => {
    const there = new Set(places.map(({ name }) => name));
    expect(Object.keys(otherwiseKnown).filter((name) => !there.has(name))).toEqual([]);
  });
});
