import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { NoteAssessment, softwareCommands } from './software.commands.js';
import type { SoftwareEvent } from './software.events.js';
import type { SoftwareStatus } from './risk-assessment-words.js';

interface Known {
  readonly status: SoftwareStatus;
  readonly proposedBy: string;
  /** The assessment that was accepted for it, until its review. */
  readonly accepted?: { readonly assessment: string; readonly reviewBy: string } | undefined;
  /** When the newest decision that was noted was taken. */
  readonly decidedAt?: string;
}

export type Software = { readonly status: 'none' } | Known;

const known = (software: Software): Known => software as Known;

/** One entry of the software register (SL11): no use without an accepted risk assessment (SW16). */
export const software = decider<Software, SoftwareEvent, DataOfEach<typeof softwareCommands>>({
  initial: { status: 'none' },

  evolve: {
    SoftwareProposed: (_past, _data, { actor }) => ({ status: 'proposed', proposedBy: actor }),
    AssessmentAcceptanceNoted: (past, { assessment, reviewBy, decidedAt }) => ({
      ...known(past),
      accepted: { assessment, reviewBy },
      decidedAt,
    }),
    AssessmentRefusalNoted: (past, { decidedAt }) => ({ ...known(past), accepted: undefined, decidedAt }),
    SoftwareApproved: (past) => ({ ...known(past), status: 'approved' }),
    SoftwareRefused: (past) => ({ ...known(past), status: 'refused' }),
    SoftwareStopped: (past) => ({ ...known(past), status: 'stopped' }),
    SoftwareWithdrawn: (past) => ({ ...known(past), status: 'withdrawn' }),
  },

  decide: {
    ProposeSoftware: ({ name, supplier, purpose, takesPersonalData, dataTaken, ageRating, ai }, past) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This software is already in the register.', 'SL11');
      if (takesPersonalData && !dataTaken)
        reject('REASON_MISSING', 'Software that takes personal data says which.', 'SL11');
      const optional = { ...(supplier && { supplier }), ...(dataTaken && { dataTaken }) };
      return [{ type: 'SoftwareProposed', data: { name, purpose, takesPersonalData, ageRating, ai, ...optional } }];
    },

    NoteAssessment: (command, past) => noted(command, past),

    ApproveSoftware: ({ reasons }, past, { actor, now }) => {
      const { accepted, proposedBy } = mustBe(past, ['proposed', 'stopped']);
      if (proposedBy === actor) reject('OWN_REQUEST', 'Somebody else approves what you propose.', 'SL11');
      if (!accepted || accepted.reviewBy <= now)
        reject(
          'ASSESSMENT_MISSING',
          'Technology is used on an accepted risk assessment that is not out of date.',
          'SW16',
        );
      return [{ type: 'SoftwareApproved', data: { assessment: accepted.assessment, reasons } }];
    },

    RefuseSoftware: ({ reasons }, past) => {
      mustBe(past, ['proposed', 'stopped']);
      return [{ type: 'SoftwareRefused', data: { reasons } }];
    },

    WithdrawSoftware: ({ reasons }, past) => {
      mustBe(past, ['proposed', 'approved', 'stopped']);
      return [{ type: 'SoftwareWithdrawn', data: { reasons } }];
    },
  },
});

function mustBe(software: Software, wanted: readonly SoftwareStatus[]): Known {
  if (software.status === 'none') reject('NOT_FOUND', 'There is no such software in your school’s register.');
  if (!wanted.includes(software.status))
    reject('WRONG_STATE', 'This step is not open to the software as it stands.', 'SL11');
  return software;
}

/** Decisions may arrive out of order: an older one changes nothing. A refusal stops what was approved on it. */
function noted({ assessment, decidedAt, reviewBy }: DataOf<NoteAssessment>, past: Software): SoftwareEvent[] {
  if (past.status === 'none' || (past.decidedAt !== undefined && past.decidedAt >= decidedAt)) return [];
  if (reviewBy !== undefined) return [{ type: 'AssessmentAcceptanceNoted', data: { assessment, decidedAt, reviewBy } }];
  const refusal = { type: 'AssessmentRefusalNoted', data: { assessment, decidedAt } } as const;
  return past.status === 'approved' ? [refusal, { type: 'SoftwareStopped', data: { assessment } }] : [refusal];
}
