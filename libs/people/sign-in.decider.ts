import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustBeKnown } from './named-people.js';
import { isMadeForSubject } from './sign-in-id.js';
import type { signInCommands } from './sign-in.kind.js';
import type { SignInEvent } from './sign-in.events.js';

interface SignIn {
  /** Undefined while it is nobody's. */
  readonly person: string | undefined;
}

/** One way of signing in, and whose it is (SL2). */
export const signIn = decider<SignIn, SignInEvent, DataOfEach<typeof signInCommands>>({
  initial: { person: undefined },

  evolve: {
    SignInLinked: (_, { person }) => ({ person }),
    SignInUnlinked: () => ({ person: undefined }),
  },

  decide: {
    LinkSignIn: ({ signIn: id, person }, past, context) => {
      mustBeSomebodyElses(id, context);
      if (!isMadeForSubject(id))
        reject(
          'SIGN_IN_IS_A_PERSON',
          'This is the id of a person, not of a sign-in: whoever signs in by it is that person.',
          'SL2',
        );
      mustBeKnown(person, 'person', context, 'SL2');
      if (person === context.actor)
        reject('OWN_SIGN_IN', 'Somebody else has to say that a sign-in is yours: ask the head or the office.', 'SL2');
      if (past.person === person) return [];
      if (past.person !== undefined)
        reject('SIGN_IN_ALREADY_LINKED', 'This sign-in is linked to somebody else. Unlink it there first.', 'SL2');
      return [{ type: 'SignInLinked', data: { person } }];
    },

    UnlinkSignIn: ({ signIn: id }, past, context) => {
      mustBeSomebodyElses(id, context);
      if (past.person === context.actor)
        reject('OWN_SIGN_IN', 'Somebody else has to say that a sign-in is no longer yours.', 'SL2');
      if (past.person === undefined) reject('NOT_FOUND', 'This sign-in is linked to nobody at your school.');
      return [{ type: 'SignInUnlinked', data: {} }];
    },
  },
});

/** Nobody makes themselves somebody else: what they then did would stand under that person's name. */
function mustBeSomebodyElses(signIn: string, { actor }: Context): void {
  if (signIn === actor)
    reject('OWN_SIGN_IN', 'This is your own sign-in: ask the head or the office to say whose it is.', 'SL2');
}
