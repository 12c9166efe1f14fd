import { RaiseOverdueReconciliation } from '#libs/technical/licence.commands.js';
import { licenceEvents } from '#libs/technical/licence.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL11: licences that nobody compares with what is installed are told to the office, then to the head. */
export const raiseAlarmWhenLicencesAreNotReconciled = reaction(
  'raise-alarm-when-licences-are-not-reconciled',
  licenceEvents,
  {
    LicenceRecorded: ({ reconcileBy }) => new Date(reconcileBy),
    LicencesPurchased: 'ignored',
    LicencesReconciled: ({ reconcileBy }) => new Date(reconcileBy),
    LicenceReconciliationOverdue: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
    LicenceEnded: 'cleared',
  },
  () => new RaiseOverdueReconciliation(),
);
