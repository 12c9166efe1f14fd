import { commandOf } from '#libs/eventing/commands/command-of.js';
import { riskAssessmentEvents } from '#libs/technical/risk-assessment.events.js';
import { NoteAssessment } from '#libs/technical/software.commands.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { reaction, type AlarmChange } from '../deadlines/reaction.js';

/** The alarm's record names the software, the assessment, and until when an accepted one holds. */
function toSoftware(software: string | undefined, reviewBy: string, { id, by }: RecordedEvent): AlarmChange {
  return software === undefined ? 'ignored' : { at: new Date(by.at), record: `${software}/${id}/${reviewBy}` };
}

/** SW16: the software register learns what was decided about the assessment that its entry waits for. */
export const noteAssessmentOfSoftware = reaction(
  'note-assessment-of-software',
  riskAssessmentEvents,
  {
    RiskAssessmentDrafted: 'ignored',
    RiskRecorded: 'ignored',
    RiskAssessmentAccepted: ({ software, reviewBy }, event) => toSoftware(software, reviewBy, event),
    RiskAssessmentRefused: ({ software }, event) => toSoftware(software, '', event),
    RiskReviewOverdue: 'ignored',
  },
  (deadline) => {
    const [id, assessment, reviewBy] = deadline.id.split('/') as [string, string, string];
    const decided = { id, assessment, decidedAt: deadline.dueAt.toISOString() };
    return commandOf(NoteAssessment, { ...decided, ...(reviewBy !== '' && { reviewBy }) });
  },
);
