import { InputType } from '@nestjs/graphql';
import { RecordCommand } from '#libs/eventing/commands/command.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { recordKind } from '#libs/eventing/commands/record-kind.js';
import { PersonId } from './person-id.js';
import { signIn } from './sign-in.decider.js';
import { signInEvents } from './sign-in.events.js';

@InputType({ isAbstract: true })
abstract class AboutSignIn extends RecordCommand {
  @Id('The id of the sign-in, as `ownSignIn` tells it to whoever signs in by it.')
  signIn: string;

  override get id(): string {
    return this.signIn;
  }
}

@InputType({
  description:
    'Whoever signs in by this is this person from now on, with the roles of their token. Nobody links a sign-in of their own (SL2).',
})
export class LinkSignIn extends AboutSignIn {
  @PersonId('The person, by their id on the list of the school.')
  person: string;
}

@InputType({ description: 'Whoever signs in by this is no longer that person; what they did stays theirs (SL2).' })
export class UnlinkSignIn extends AboutSignIn {}

export const signInCommands = { LinkSignIn, UnlinkSignIn };

export const signInKind = recordKind({ events: signInEvents, decider: signIn, commands: signInCommands });
