import { Type } from 'class-transformer';
import { IsArray, ValidateNested } from 'class-validator';
import { randomUUID } from 'node:crypto';
import { ChangingCommand, SchoolCommand, StartingCommand, type Who } from './command.js';
import { commandOf, InvalidCommand } from './command-of.js';
import { Moment, Text } from './fields.js';
import { Id } from './id-field.js';

class Guest {
  @Id('Who comes.')
  person: string;
}

class Invite extends StartingCommand {
  @Text({ max: 20 })
  why: string;

  @Moment({ optional: true })
  until?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Guest)
  guests: readonly Guest[];
}

class Call extends ChangingCommand {}

class Rename extends SchoolCommand {
  @Text()
  name: string;
}

class Unruled extends StartingCommand {
  anything: string;
}

const faultOf = (build: () => unknown): InvalidCommand => {
  try {
    build();
  } catch (error) {
    if (error instanceof InvalidCommand) return error;
    throw error;
  }
  throw new Error('it was built');
};

describe('a command that Daybook sends', () => {
  const invitation = { why: 'a visit', guests: [] };

  it('has the fields it was given, and is of its class', () => {
    const given = { id: randomUUID(), commandId: randomUUID(), expectedRevision: 4 };
    const command = commandOf(Invite, { ...given, why: ' a visit ', until: '2026-03-12T10:15:00+01:00', guests: [] });
    expect(command).toBeInstanceOf(Invite);
    expect(Object.assign({}, command)).toEqual({
      ...given,
      why: 'a visit',
      until: '2026-03-12T09:15:00.000Z',
      guests: [],
    });
  });

  it('leaves out what is optional and undefined', () => {
    expect(Object.keys(commandOf(Invite, { ...invitation, until: undefined, commandId: undefined }))).toEqual([
      'why',
      'guests',
    ]);
  });

  it('keeps the rules of its fields, and says which of them it breaks without saying with what', () => {
    const guests = [{ person: 'Zoë' }];
    const { message, fields } = faultOf(() =>
      commandOf(Invite, { why: 'Zoë is coming to us for a day', guests, expectedRevision: -1 }),
    );
    expect(fields.map(({ field }) => field)).toEqual(['why', 'guests.0.person', 'expectedRevision']);
    expect(message).toContain('Invite cannot be sent: ');
    expect(message).not.toContain('Zoë');
  });

  it('cannot have a field without a rule', () => {
    expect(faultOf(() => commandOf(Unruled, { anything: 'goes' })).fields).toEqual([
      { field: 'anything', rule: 'property anything should not exist' },
    ]);
  });

  it('does not compile with a field that is missing, misspelt, or set by nobody', () => {
    const who: Who = { actor: 'somebody', role: 'headteacher', roles: ['headteacher'], school: '900001' };
    expect(commandOf(Rename, { name: 'St Osyth' }).by(who).id).toBe('900001');
    // @ts-expect-error its guests are missing
    faultOf(() => commandOf(Invite, { why: 'a visit' }));
    // @ts-expect-error `reason` is no field of it
    faultOf(() => commandOf(Invite, { ...invitation, reason: 'a visit' }));
    // @ts-expect-error the record is missing
    faultOf(() => commandOf(Call, {}));
    // @ts-expect-error its record is the sender's school
    expect(() => commandOf(Rename, { name: 'St Osyth', id: randomUUID() })).toThrow(TypeError);
  });
});
