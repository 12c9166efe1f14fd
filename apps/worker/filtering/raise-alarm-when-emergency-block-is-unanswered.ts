import { filteringBlockEvents } from '#libs/filtering/filtering.events.js';
import { RaiseOverdueEmergencyBlock, RaiseUnansweredBlockRequest } from '#libs/filtering/filtering.commands.js';
import { reaction } from '../deadlines/reaction.js';

/** SW7: a block that was made before anybody agreed to it is answered soon, or an alarm is raised. */
export const raiseAlarmWhenEmergencyBlockIsUnanswered = reaction(
  'raise-alarm-when-emergency-block-is-unanswered',
  filteringBlockEvents,
  {
    BlockRequested: 'ignored',
    BlockRequestUnanswered: 'ignored',
    BlockRequestEscalated: 'ignored',
    OverlapsFound: 'ignored',
    BlockRequestWithdrawn: 'ignored',
    BlockAgreed: 'ignored',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    BlockDeclined: 'ignored',
    SiteBlocked: 'ignored',
    SiteBlockedInEmergency: ({ agreeBy }) => new Date(agreeBy),
    EmergencyBlockAgreed: 'cleared',
    EmergencyBlockRefused: 'cleared',
    EmergencyBlockOverdue: 'cleared',
    BlockLiftingRequested: 'ignored',
    BlockLiftingAgreed: 'ignored',
    BlockLiftingDeclined: 'ignored',
    BlockLifted: 'ignored',
  },
  () => new RaiseOverdueEmergencyBlock(),
);

/** SW7: a request for a block that nobody answers is told to who may agree, and then to the head. */
export const raiseAlarmWhenBlockRequestIsUnanswered = reaction(
  'raise-alarm-when-block-request-is-unanswered',
  filteringBlockEvents,
  {
    BlockRequested: ({ answerBy }, { by }) => new Date(answerBy ?? by.at),
    BlockRequestUnanswered: ({ answerBy }) => new Date(answerBy),
    BlockRequestEscalated: 'cleared',
    OverlapsFound: 'ignored',
    BlockRequestWithdrawn: 'cleared',
    BlockAgreed: 'cleared',
    ImplementationOverdue: 'ignored',
    ImplementationEscalated: 'ignored',
    BlockDeclined: 'cleared',
    SiteBlocked: 'ignored',
    SiteBlockedInEmergency: 'ignored',
    EmergencyBlockAgreed: 'ignored',
    EmergencyBlockRefused: 'ignored',
    EmergencyBlockOverdue: 'ignored',
    BlockLiftingRequested: 'ignored',
    BlockLiftingAgreed: 'ignored',
    BlockLiftingDeclined: 'ignored',
    BlockLifted: 'ignored',
  },
  () => new RaiseUnansweredBlockRequest(),
);
