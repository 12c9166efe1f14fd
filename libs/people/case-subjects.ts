import type { Role } from './roles.js';

/** Whom a case may be about. It decides who handles it: nobody hears first of a concern about themselves (D6, SL16). */
export const caseSubjects = ['pupil', 'staff', 'headteacher', 'anyone'] as const;

export type CaseSubject = (typeof caseSubjects)[number];

const safeguardingTeam = ['headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead'] as const satisfies readonly Role[];

/** Who handles a case: one about staff is the headteacher's alone, one about the headteacher the chair's. */
export const handlersOf: Record<CaseSubject, readonly Role[]> = {
  pupil: safeguardingTeam,
  anyone: safeguardingTeam,
  staff: ['headteacher'],
  headteacher: ['chairOfGovernors'],
};

/** What somebody of these roles may handle or see whole. */
export const subjectsFor = (roles: readonly Role[]): CaseSubject[] =>
  caseSubjects.filter((about) => handlersOf[about].some((role) => roles.includes(role)));
