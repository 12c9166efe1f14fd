import { PersonId, PersonIds, fieldsNamingPeople, NamesPeople, peopleNamedIn } from './person-id.js';

class Part {
  @PersonId('Who.')
  person: string;
  note = 'not-a-person';
}
class Named {
  @PersonIds('Who else.')
  others: readonly string[];
  @NamesPeople()
  pupil?: string;
}
class Command extends Named {
  id = 'record';
  parts: readonly Part[];
  who = { actor: 'sender' };
}

const part = (person: string): Part => Object.assign(new Part(), { person });

describe('the people whom a command names', () => {
  it('stand in its fields, in those that it inherits, and in the inputs that it holds; each once', () => {
    const command = Object.assign(new Command(), { others: ['a', 'b'], pupil: 'c', parts: [part('d'), part('a')] });
    expect(peopleNamedIn(command).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(peopleNamedIn(Object.assign(new Command(), { others: [], pupil: undefined, parts: [] }))).toEqual([]);
    expect(fieldsNamingPeople(Command.prototype)).toEqual(['others', 'pupil']);
  });
});
