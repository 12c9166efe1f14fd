import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { filterDifferenceCommands, ReportFilterDifference } from './filter-difference.commands.js';
import type { FilterDifferenceEvent } from './filter-difference.events.js';
import { normalTarget } from './filter-target.js';
import { alarmOfUnmended, mendingDue, mustBeAnother, mustHold } from './filtering-rules.js';
import { listNaming } from './illegal-sites.js';

type Commands = DataOfEach<typeof filterDifferenceCommands & { ReportFilterDifference: typeof ReportFilterDifference }>;

interface Reported {
  readonly status: 'open';
  readonly reportedBy: string;
  /** When somebody is to be told; undefined once everybody has been. */
  readonly mendBy: string | undefined;
  readonly alarm: 'none' | 'overdue';
}

export type FilterDifference = { readonly status: 'none' | 'mended' | 'asAgreed' } | Reported;

/**
 * What a person found the filter to do though it should not (SL6, SW7): a filter that a technician changes tells Daybook
 * nothing, and one that does may be wrong about itself. It is open until a technician has put it right, or somebody else
 * has looked and found it as agreed.
 */
export const filterDifference = decider<FilterDifference, FilterDifferenceEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    FilterDifferenceReported: (_, { mendBy }, by) => ({
      status: 'open',
      reportedBy: by.actor,
      mendBy,
      alarm: 'none',
    }),
    IllegalSiteFoundOpen: (difference) => difference,
    FilterDifferenceOverdue: (difference, { mendBy }) => ({
      ...(difference as Reported),
      mendBy,
      alarm: 'overdue',
    }),
    FilterDifferenceMended: () => ({ status: 'mended' }),
    FilterFoundAsAgreed: () => ({ status: 'asAgreed' }),
  },

  decide: {
    ReportFilterDifference: ({ target, scope, found, change, direction, noticed }, difference, context) => {
      if (difference.status !== 'none') reject('ALREADY_EXISTS', 'This difference has already been reported.', 'SW7');
      const site = normalTarget(target);
      const list = found === 'open' ? listNaming(context.illegalSites ?? new Map(), site) : undefined;
      const { roles: alert } = context.policy.filtering.mayImplement;
      // D19: what is illegal waits for nobody; the alarm is due at once.
      const mendBy = list === undefined ? mendingDue(context.now) : context.now;
      const data = { target: site, scope, found, noticed, alert: [...alert], mendBy };
      return [
        {
          type: 'FilterDifferenceReported',
          data: { ...data, ...(change !== undefined && { change, ...(direction && { direction }) }) },
        },
        ...(list === undefined ? [] : [{ type: 'IllegalSiteFoundOpen', data: { list } } as const]),
      ];
    },

    ConfirmFilterMended: ({ note }, difference, context) => {
      mustBeOpen(difference);
      mustHold(context, 'mayImplement');
      return [{ type: 'FilterDifferenceMended', data: note === undefined ? {} : { note } }];
    },

    // SL6: nobody makes what they reported themselves go away by saying that it was nothing.
    FindFilterAsAgreed: ({ reason }, difference, context) => {
      const { reportedBy } = mustBeOpen(difference);
      mustBeAnother(context, reportedBy, 'Somebody other than the person who reported it must confirm it.');
      return [{ type: 'FilterFoundAsAgreed', data: { reason } }];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseOverdueDifference: (_, difference, { now }) => {
      if (difference.status !== 'open' || difference.mendBy === undefined || difference.mendBy > now) return [];
      return [{ type: 'FilterDifferenceOverdue', data: alarmOfUnmended(difference.alarm === 'none', now) }];
    },
  },
});

function mustBeOpen(difference: FilterDifference): Reported {
  if (difference.status === 'none') reject('NOT_FOUND', 'Your school has no report with this id.');
  if (difference.status !== 'open') reject('WRONG_STATE', 'This difference has already been settled.', 'SW7');
  return difference;
}
