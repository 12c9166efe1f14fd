import { reject, type Context } from '#libs/eventing/commands/decider.js';
import { handlersOf, type CaseSubject } from '#libs/people/case-subjects.js';
import type { Case, Investigation } from './investigation-case.js';

type Subjects = Pick<Case, 'about' | 'subjects'>;

/** The investigation, if it is there and the sender is on it or may handle it. */
export function mustBeOn(investigation: Investigation, context: Context): Case {
  if (investigation.status === 'none') reject('NOT_FOUND', 'Your school has no investigation with this id.');
  const { staff, about, subjects } = investigation;
  if (!staff.includes(context.actor)) mustHandle(about, subjects, context);
  return investigation;
}

export function mustHandle(about: CaseSubject, subjects: readonly string[], { actor, roles }: Context): void {
  if (subjects.includes(actor))
    reject('OWN_CASE', 'You cannot handle an investigation of which you are a subject.', 'D6');
  if (!handlersOf[about].some((role) => roles.includes(role)))
    reject('NOT_YOUR_ROLE', 'Your role does not handle an investigation about this person.', 'SL16');
}

/** As `mustBeOn`, and the investigation is neither halted nor over. */
export function mustBeUnderWay(investigation: Investigation, context: Context): Case {
  const known = mustBeOn(investigation, context);
  mustNotBeConcluded(known);
  mustNotBeHalted(known);
  return known;
}

/** D12: once halted, nothing goes on before the police have been told. */
export function mustNotBeHalted({ status }: Case): void {
  if (status === 'halted')
    reject(
      'INVESTIGATION_HALTED',
      'The investigation is halted: isolate the computer and tell the police first.',
      'SL5',
    );
}

export function mustNotBeConcluded({ status }: Case): void {
  if (status === 'concluded') reject('WRONG_STATE', 'The investigation has been concluded.', 'SL5');
}

/** SL5: a step of the procedure itself, which nobody takes alone: at least two have joined, the sender among them. */
export function mustConduct(investigation: Investigation, context: Context): Case {
  const underWay = mustBeUnderWay(investigation, context);
  const { staff, joined } = underWay;
  if (!staff.includes(context.actor))
    reject('NOT_ON_INVESTIGATION', 'Only those named for the investigation may take part in it.', 'SL5');
  if (!joined.includes(context.actor))
    reject('NOT_ON_INVESTIGATION', 'Join the investigation before taking part in it.', 'SL5');
  if (joined.length < 2)
    reject('TOO_FEW_INVESTIGATORS', 'A second member of staff must join under their own login first.', 'D11');
  return underWay;
}

/** D11: more than one member of staff, none of them a subject. */
export function mustBeTwo(staff: readonly string[], { subjects }: Pick<Subjects, 'subjects'>): void {
  if (new Set(staff).size < 2)
    reject('TOO_FEW_INVESTIGATORS', 'An investigation needs at least two different members of staff.', 'D11');
  if (staff.some((person) => subjects.includes(person)))
    reject('SUBJECT_INVESTIGATES', 'A subject of the investigation cannot conduct it.', 'SL5');
}

export function mustBeNamed(person: string, { staff }: Case): void {
  if (!staff.includes(person)) reject('NOT_ON_INVESTIGATION', 'This person is not named for the investigation.', 'SL5');
}

/** Both moments ISO 8601 in UTC with milliseconds, so that they compare as text. */
export function mustLieBehind(moment: string, { now }: Context): void {
  if (moment > now) reject('OCCURRED_IN_THE_FUTURE', 'The time recorded cannot be in the future.', 'D1');
}

/** SL5: what had to be told to the police has been. */
export function policeMustHaveBeenTold({ policeTold, policeToBeToldSince }: Case): void {
  if (policeToBeToldSince !== undefined && !policeTold)
    reject('POLICE_REFERRAL_MISSING', 'Make and record the police referral before the case continues.', 'SL5');
}
