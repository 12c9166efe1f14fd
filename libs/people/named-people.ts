import { dayOf } from '#libs/calendar/london-time.js';
import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { isIn, type Appointment } from './appointments.js';
import type { personKinds } from './person-words.js';
import { governorRoles, staffRoles, type Role } from './roles.js';

/** Somebody whom a command names, as their school has them on its list. */
export interface NamedPerson {
  readonly kind: (typeof personKinds)[number];
  readonly appointments: readonly Appointment[];
}

declare module '#libs/eventing/commands/decider.js' {
  interface Knowledge {
    /** By their ids, those of the people named by the command whom the school has on its list; left out, nobody. */
    readonly people?: Pick<ReadonlyMap<string, NamedPerson>, 'get'>;
  }
}

/**
 * Nobody is put on record who is on no list: they could not be asked, told or found again.
 * @param field where the command names them, so that the refusal can say it.
 */
export function mustBeKnown(id: string, field: string, { people }: Context, clause: string): NamedPerson {
  return (
    people?.get(id) ??
    reject(
      'PERSON_UNKNOWN',
      `${field}: nobody on your school's list has this id. Look the person up, or ask the office to record them.`,
      clause,
    )
  );
}

/** Each of several, as `mustBeKnown`. */
export function mustAllBeKnown(ids: readonly string[], field: string, context: Context, clause: string): void {
  ids.forEach((id, nth) => mustBeKnown(id, `${field}.${nth}`, context, clause));
}

const holdsToday = (id: string, field: string, roles: readonly Role[], context: Context, clause: string): boolean => {
  const { appointments } = mustBeKnown(id, field, context, clause);
  const today = dayOf(context.now);
  return appointments.some((held) => roles.includes(held.role) && isIn(today, held));
};

/** D9: whoever is to do something can be reminded of it, and can say that it is done. */
export function mustBeAbleToAct(id: string, field: string, context: Context, clause: string): void {
  if (!holdsToday(id, field, [...staffRoles, ...governorRoles], context, clause))
    reject(
      'OWNER_HOLDS_NO_ROLE',
      `${field}: this person holds no role at the school today, so nobody could remind them. Choose somebody who does.`,
      clause,
    );
}

/** SL5: those who conduct an investigation are members of staff or volunteers; the chair, where it is about the head. */
export function mustBeAbleToInvestigate(id: string, field: string, context: Context, clause: string): void {
  if (!holdsToday(id, field, [...staffRoles, 'chairOfGovernors'], context, clause))
    reject(
      'INVESTIGATOR_HOLDS_NO_ROLE',
      `${field}: this person is no member of staff or volunteer today. Choose somebody who is.`,
      clause,
    );
}
