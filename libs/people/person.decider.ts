import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { plusDays } from '#libs/calendar/london-time.js';
import type { personCommands } from './people.commands.js';
import type { PersonEvent } from './people.events.js';
import { appointed, coversPartOf, ended, type Appointment } from './appointments.js';
import type { Role } from './roles.js';

type Commands = DataOfEach<typeof personCommands>;

interface Known {
  readonly status: 'known';
  readonly kind: Extract<PersonEvent, { type: 'PersonRecorded' }>['data']['kind'];
  readonly yearGroup?: string | undefined;
  readonly leftOn?: string | undefined;
  readonly appointments: readonly Appointment[];
  readonly address?: string | undefined;
  readonly remindersDeclined: boolean;
}

export type Person = { readonly status: 'none' } | Known;

/** Somebody whom the school knows: what they are to it, and what they are appointed to (SL2, SW5, D23). */
export const person = decider<Person, PersonEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    PersonRecorded: (_, { kind, yearGroup }) => ({
      status: 'known',
      kind,
      yearGroup,
      appointments: [],
      remindersDeclined: false,
    }),
    PersonRenamed: (past) => past,
    YearGroupChanged: (past, { yearGroup }) => ({ ...(past as Known), yearGroup }),
    PersonLeft: (past, { on }) => ({ ...(past as Known), leftOn: on }),
    PersonReturned: (past) => ({ ...(past as Known), leftOn: undefined }),
    RoleAssigned: (past, appointment) => ({
      ...(past as Known),
      appointments: appointed((past as Known).appointments, appointment),
    }),
    RoleEnded: (past, end) => ({ ...(past as Known), appointments: ended((past as Known).appointments, end) }),
    EmailAddressSet: (past, { address }) => ({ ...(past as Known), address }),
    EmailAddressRemoved: (past) => ({ ...(past as Known), address: undefined }),
    ReminderEmailsDeclined: (past) => ({ ...(past as Known), remindersDeclined: true }),
    ReminderEmailsResumed: (past) => ({ ...(past as Known), remindersDeclined: false }),
  },

  decide: {
    RecordPerson: ({ person: id, name, kind, yearGroup }, past) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This person is already on the list.', 'SL12');
      if (kind === 'pupil' && yearGroup === undefined)
        reject('YEAR_GROUP_MISSING', 'State the pupil’s year group.', 'SL12');
      if (kind !== 'pupil' && yearGroup !== undefined) rejectYearGroup();
      return [{ type: 'PersonRecorded', data: { person: id, name, kind, ...(yearGroup && { yearGroup }) } }];
    },

    RenamePerson: ({ person: id, name }, past) => {
      mustBeKnown(past);
      return [{ type: 'PersonRenamed', data: { person: id, name } }];
    },

    ChangeYearGroup: ({ yearGroup, from }, past) => {
      const { kind, yearGroup: before } = mustBeHere(past);
      if (kind !== 'pupil') rejectYearGroup();
      return yearGroup === before ? [] : [{ type: 'YearGroupChanged', data: { yearGroup, from } }];
    },

    // D23: an appointment that nobody ended would hide that the role has no holder.
    RecordLeaver: ({ on }, past) => {
      const { appointments } = mustBeHere(past);
      const goOn = appointments.filter(({ until }) => until === undefined || until > on);
      return [
        ...goOn.map(({ role, from }): PersonEvent => ({
          type: 'RoleEnded',
          data: { role, from, until: from <= on ? on : plusDays(from, -1) },
        })),
        { type: 'PersonLeft', data: { on } },
      ];
    },

    RecordReturn: ({ on }, past) => {
      if (mustBeKnown(past).leftOn === undefined) reject('WRONG_STATE', 'This person has not left.', 'SL12');
      return [{ type: 'PersonReturned', data: { on } }];
    },

    AssignRole: ({ role, from, until }, past, context) => {
      const { kind, appointments } = mustBeHere(past);
      mustAppoint(role, context);
      if (kind === 'pupil') reject('PUPIL_HOLDS_NO_ROLE', 'A pupil cannot be appointed to a role.', 'SL2');
      if (until !== undefined && until < from)
        reject('END_DATE_NOT_LATER', 'The last day of an appointment cannot be before its first.', 'D23');
      if (appointments.some((held) => held.role === role && coversPartOf(held, { from, until })))
        reject('ROLE_ALREADY_HELD', 'This person already holds the role on one of these days.', 'D23');
      return [{ type: 'RoleAssigned', data: { role, from, ...(until && { until }) } }];
    },

    EndRole: ({ role, from, until }, past, context) => {
      const { appointments } = mustBeKnown(past);
      mustAppoint(role, context);
      const held = appointments.find((known) => known.role === role && known.from === from);
      if (!held || (held.until !== undefined && held.until <= until))
        reject('ROLE_NOT_HELD', 'This person has no appointment to the role that continues beyond that day.', 'D23');
      return [{ type: 'RoleEnded', data: { role, from, until } }];
    },

    SetEmailAddress: ({ person: id, address }, past, context) => {
      const { address: before } = mustBeKnown(past);
      mustBeOwnOrKept(id, context);
      return address === before ? [] : [{ type: 'EmailAddressSet', data: { person: id, address } }];
    },

    RemoveEmailAddress: ({ person: id }, past, context) => {
      const { address } = mustBeKnown(past);
      mustBeOwnOrKept(id, context);
      return address === undefined ? [] : [{ type: 'EmailAddressRemoved', data: {} }];
    },

    DeclineReminderEmails: (_, past) =>
      mustBeKnown(past).remindersDeclined ? [] : [{ type: 'ReminderEmailsDeclined', data: {} }],

    ResumeReminderEmails: (_, past) =>
      mustBeKnown(past).remindersDeclined ? [{ type: 'ReminderEmailsResumed', data: {} }] : [],
  },
});

function mustBeKnown(past: Person): Known {
  return past.status === 'none' ? reject('NOT_FOUND', 'Your school has nobody with this id.') : past;
}

function mustBeHere(past: Person): Known {
  const known = mustBeKnown(past);
  return known.leftOn === undefined ? known : reject('WRONG_STATE', 'This person has left the school.', 'SL12');
}

function rejectYearGroup(): never {
  reject('NOT_A_PUPIL', 'Only a pupil has a year group.', 'SL12');
}

const governing: readonly Role[] = ['governor', 'onlineSafetyGovernor', 'chairOfGovernors', 'headteacher'];

/**
 * The governing body appoints its own members and the head: what is about the headteacher goes to the chair alone (D6),
 * so the headteacher does not say who that is.
 */
function mustAppoint(role: Role, { roles }: Context): void {
  const appointers: readonly Role[] = governing.includes(role)
    ? ['chairOfGovernors', 'officeManager']
    : ['headteacher', 'officeManager'];
  if (!appointers.some((appointer) => roles.includes(appointer)))
    reject('NOT_YOUR_ROLE', 'The governing body appoints governors and the head, the head appoints the others.', 'SL2');
}

const keepersOfAddresses: readonly Role[] = ['headteacher', 'officeManager'];

function mustBeOwnOrKept(person: string, { actor, roles }: Context): void {
  if (person !== actor && !keepersOfAddresses.some((keeper) => roles.includes(keeper)))
    reject('NOT_YOUR_ROLE', 'Only the person themselves or the office can set an address.', 'SL12');
}
