import { EscalateAlert } from '#libs/monitoring/monitoring.commands.js';
import { monitoringAlertEvents } from '#libs/monitoring/monitoring.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D21: a high risk at which nobody looked the same day is passed on to the headteacher, every working day anew. */
export const escalateWhenHighRiskIsUnseen = reaction(
  'escalate-when-high-risk-is-unseen',
  monitoringAlertEvents,
  {
    AlertReceived: 'ignored',
    HighRiskAlerted: ({ lookBy }) => new Date(lookBy),
    AlertEscalated: ({ lookBy }) => new Date(lookBy),
    AlertLookedAt: 'cleared',
    AlertDecided: 'cleared',
    AlertAttached: 'cleared',
    RawAlertExpired: 'cleared',
  },
  () => new EscalateAlert(),
);
