import { hoursAfter } from '#libs/calendar/later.js';
import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { filterTests, type CheckedDevice, type CheckedGroup, type FilterTest } from './check-words.js';
import type { filteringCheckCommands, RecordFilteringCheck } from './filtering-checks.commands.js';
import type { FilteringCheckEvent } from './filtering-checks.events.js';

type Commands = DataOfEach<typeof filteringCheckCommands & { RecordFilteringCheck: typeof RecordFilteringCheck }>;

interface KnownCheck {
  readonly status: 'passed' | 'failing' | 'remedied';
  readonly checkedAt: string;
  readonly userGroup: CheckedGroup;
  readonly deviceKind: CheckedDevice;
  readonly failing: readonly FilterTest[];
  readonly remedyBy?: string;
  readonly overdue: boolean;
}
export type FilteringCheck = { readonly status: 'none' } | KnownCheck;

const known = (check: FilteringCheck): KnownCheck => check as KnownCheck;

/** A test of the web filter (D22): what got through stays open until a later test shows that it is blocked. */
export const filteringCheck = decider<FilteringCheck, FilteringCheckEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    FilteringChecked: (_, { checkedAt, userGroup, deviceKind }) => ({
      status: 'passed',
      checkedAt,
      userGroup,
      deviceKind,
      failing: [],
      overdue: false,
    }),
    FilterFoundFailing: (check, { tests, remedyBy }) => ({
      ...known(check),
      status: 'failing',
      failing: tests,
      remedyBy,
    }),
    FailingFilterOverdue: (check) => ({ ...known(check), overdue: true }),
    FilterRemedied: (check) => ({ ...known(check), status: 'remedied' }),
  },

  decide: {
    RecordFilteringCheck: ({ action, report, ...tested }, check, context) => {
      if (check.status !== 'none') reject('ALREADY_EXISTS', 'This test has already been recorded.', 'D22');
      if (tested.checkedAt > context.now)
        reject('OCCURRED_IN_THE_FUTURE', 'The time of the test cannot be in the future.', 'D22');
      const failing = filterTests.filter((test) => tested.results[test].result === 'letThrough');
      return [checked(tested, report), ...(failing.length > 0 ? [foundFailing(failing, action, context)] : [])];
    },

    RemedyFailedCheck: ({ retest, note }, check, { alongside }) => {
      const failed = mustBeFailing(check);
      const later = alongside as FilteringCheck;
      if (later.status === 'none' || !shows(later, failed))
        reject(
          'RETEST_NOT_PASSED',
          'Name a later test for the same users and kind of device, in which what had got through was blocked.',
          'D22',
        );
      return [{ type: 'FilterRemedied', data: { retest, ...(note !== undefined && { note }) } }];
    },

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseFailingFilter: (_, check, { now, policy }) => {
      if (check.status !== 'failing' || check.overdue || check.remedyBy === undefined || check.remedyBy > now)
        return [];
      const alerted = [...new Set([...policy.filtering.mayAgree.roles, 'headteacher' as const])];
      return [{ type: 'FailingFilterOverdue', data: { remedyBy: check.remedyBy, alerted } }];
    },
  },
});

const shows = (later: KnownCheck, failed: KnownCheck): boolean =>
  later.checkedAt > failed.checkedAt &&
  later.userGroup === failed.userGroup &&
  later.deviceKind === failed.deviceKind &&
  !failed.failing.some((test) => later.failing.includes(test));

type Tested = Omit<DataOf<RecordFilteringCheck>, 'action' | 'report'>;

function checked(tested: Tested, report: DataOf<RecordFilteringCheck>['report']): FilteringCheckEvent {
  const { plan, checkedAt, userGroup, deviceKind, device, location, results } = tested;
  return {
    type: 'FilteringChecked',
    data: {
      ...(plan !== undefined && { plan }),
      checkedAt,
      userGroup,
      deviceKind,
      device,
      location,
      results,
      // Nobody can claim that a machine has measured what they typed in.
      evidence: report ? 'thirdParty' : 'selfReported',
      ...(report && { report }),
    },
  };
}

/** Whoever agrees to changes of the filter hears of it: they cannot rely on it now. */
function foundFailing(tests: FilterTest[], action: string | undefined, { now, policy }: Context): FilteringCheckEvent {
  if (action === undefined)
    reject('ACTION_MISSING', 'Something got through: say what was done about it straight away.', 'D22');
  const { mayAgree, confirmReblockWithinHours } = policy.filtering;
  const remedyBy = hoursAfter(now, confirmReblockWithinHours.value);
  return { type: 'FilterFoundFailing', data: { tests, action, remedyBy, alerted: [...mayAgree.roles] } };
}

function mustBeFailing(check: FilteringCheck): KnownCheck {
  if (check.status === 'none') reject('NOT_FOUND', 'Your school has no test with this id.');
  if (check.status !== 'failing') reject('WRONG_STATE', 'Nothing that got through in this test is still open.', 'D22');
  return check;
}
