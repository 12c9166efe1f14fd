import { filteringBlockEvents } from '#libs/filtering/filtering.events.js';
import { RaiseOverdueEmergencyBlock } from '#libs/filtering/filtering.commands.js';
import { reaction } from '../reaction.js';

/** SW7: a block that was made before anybody agreed to it is answered soon, or an alarm is raised. */
export const raiseAlarmWhenEmergencyBlockIsUnanswered = reaction(
  'raise-alarm-when-emergency-block-is-unanswered',
  filteringBlockEvents,
  {
    BlockRequested: 'ignored',
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
