import type { Context } from '#libs/eventing/commands/decider.js';

/** What was agreed and is not made yet, or refused and not lifted: by when it is to be, and who has been told that it was not. */
export interface Unmade {
  readonly implementBy: string;
  readonly notMade: 'none' | 'overdue' | 'escalated';
}

type Alarm = {
  readonly type: 'ImplementationOverdue' | 'ImplementationEscalated';
  readonly data: { readonly implementBy: string };
};

/** First those who agreed and who run the filter are told, then the head. An alarm may ring early, late or twice. */
export function alarmOfUnmade({ implementBy, notMade }: Unmade, again: string, { now }: Context): readonly Alarm[] {
  if (implementBy > now || notMade === 'escalated') return [];
  return notMade === 'none'
    ? [{ type: 'ImplementationOverdue', data: { implementBy: again } }]
    : [{ type: 'ImplementationEscalated', data: { implementBy } }];
}
