import { Field, InputType } from '@nestjs/graphql';
import { IsIn } from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { GuestKind } from './guest-account-enums.js';
import { guestKinds } from './guest-account-words.js';

@InputType({
  description: 'Opens an account for a supply teacher, a trainee or a visitor; there is none without an end (SL11).',
})
export class OpenGuestAccount extends StartingCommand {
  @Id("The guest's id; who has none yet is given one.")
  guest: string;

  @Text({ max: 200, description: "The guest's name; it is sealed under their id." })
  name: string;

  @Field(() => GuestKind)
  @IsIn(guestKinds)
  kind: GuestKind;

  @Text({ max: 500, description: 'What the account lets them do.' })
  access: string;

  @Day('The last day of the account; a year from now at most.')
  lastDay: string;
}

@InputType({ description: 'The guest stays longer.' })
export class ExtendGuestAccount extends ChangingCommand {
  @Day('The new last day; a year from now at most.')
  lastDay: string;

  @Text()
  reason: string;
}

@InputType({ description: 'Somebody has looked: the account is closed.' })
export class ConfirmGuestAccountClosed extends ChangingCommand {
  @Text({ description: 'How it was closed.' })
  how: string;
}

/** Sent by the worker in the morning of the last day. */
export class RemindOfGuestAccount extends ChangingCommand {}

/** Sent by the worker when nobody has confirmed that an account is closed. */
export class RaiseOverdueGuestAccount extends ChangingCommand {}

export const guestAccountCommands = {
  OpenGuestAccount,
  ExtendGuestAccount,
  ConfirmGuestAccountClosed,
  RemindOfGuestAccount,
  RaiseOverdueGuestAccount,
};
