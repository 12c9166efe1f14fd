import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { NamedPerson } from './named-people.js';
import { signIn } from './sign-in.decider.js';

const { given } = specFor(signIn);
const id = (n: number): string => `5f2b1c0e-8f65-4a7e-9d5a-0c4d3c0f7a1${n}`;
const entra = '5f2b1c0e-8f65-8a7e-9d5a-0c4d3c0f7a11';
const [teacher, governor, head] = [id(2), id(3), id(4)] as [string, string, string];
const known: NamedPerson = { kind: 'staff', appointments: [] };
const context = (actor = head): Context => ({
  actor,
  role: 'headteacher',
  roles: ['headteacher'],
  school: '900001',
  now: '2026-09-10T09:00:00.000Z',
  people: new Map([teacher, governor, head].map((person) => [person, known])),
  get policy(): never {
    throw new Error('who signs in how does not hang on the policy');
  },
});
const by = { actor: head, role: 'headteacher', at: '2026-09-01T09:00:00.000Z' } as const;
const linked = { type: 'SignInLinked', data: { person: teacher }, by } as const;
const unlinked = { type: 'SignInUnlinked', data: {}, by } as const;

describe('SL2: a sign-in is somebody’s on the list of the school', () => {
  it('once it is linked; said twice, nothing more happens', () => {
    given([])
      .when('LinkSignIn', { signIn: entra, person: teacher }, context())
      .then([{ type: linked.type, data: linked.data }]);
    given([linked]).when('LinkSignIn', { signIn: entra, person: teacher }, context()).then([]);
    given([])
      .when('LinkSignIn', { signIn: entra, person: id(9) }, context())
      .thenRejected('PERSON_UNKNOWN', 'SL2');
  });

  it('and what is the id of a person is that person’s: nobody else signs in by it', () => {
    given([])
      .when('LinkSignIn', { signIn: teacher, person: governor }, context())
      .thenRejected('SIGN_IN_IS_A_PERSON', 'SL2');
  });

  it('and becomes somebody else’s only after it was unlinked', () => {
    given([linked])
      .when('LinkSignIn', { signIn: entra, person: governor }, context())
      .thenRejected('SIGN_IN_ALREADY_LINKED', 'SL2');
    given([linked])
      .when('UnlinkSignIn', { signIn: entra }, context())
      .then([{ type: unlinked.type, data: unlinked.data }]);
    given([linked, unlinked])
      .when('LinkSignIn', { signIn: entra, person: governor }, context())
      .then([{ type: 'SignInLinked', data: { person: governor } }]);
    given([]).when('UnlinkSignIn', { signIn: entra }, context()).thenRejected('NOT_FOUND');
    given([linked, unlinked]).when('UnlinkSignIn', { signIn: entra }, context()).thenRejected('NOT_FOUND');
  });

  it('nobody says so of a sign-in of their own, or makes one their own', () => {
    const own = 'OWN_SIGN_IN';
    given([]).when('LinkSignIn', { signIn: entra, person: teacher }, context(entra)).thenRejected(own, 'SL2');
    given([]).when('LinkSignIn', { signIn: entra, person: head }, context()).thenRejected(own, 'SL2');
    given([linked]).when('UnlinkSignIn', { signIn: entra }, context(teacher)).thenRejected(own, 'SL2');
    given([linked]).when('UnlinkSignIn', { signIn: entra }, context(entra)).thenRejected(own, 'SL2');
  });
});
