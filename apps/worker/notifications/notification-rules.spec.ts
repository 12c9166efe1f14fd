import { eventCategories } from '#libs/record-kinds.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { noticeKinds } from '#libs/notifications/notice-kinds.js';
import { plannedWorkRules } from './planned-work-rules.js';
import { notificationRules } from './notification-rules.js';

const [ann, ben, cleo] = [
  '0f2b1c0e-8f65-4a7e-9d5a-0c4d3c0f7a11',
  '1f2b1c0e-8f65-4a7e-9d5a-0c4d3c0f7a11',
  '2f2b1c0e-8f65-4a7e-9d5a-0c4d3c0f7a11',
] as const;
const team = ['headteacher', 'dsl', 'deputyDsl', 'onlineSafetyLead'];
const moment = '2026-09-10T09:00:00.000Z';

interface Happened {
  readonly type: string;
  readonly data: unknown;
}

/** Who is told of the last of these events, which `ben` recorded. */
async function whom(category: string, ...happened: readonly Happened[]): Promise<unknown> {
  const past = happened.map(({ type, data }, revision) => ({
    category,
    type,
    data,
    revision,
    by: { actor: ben, role: 'dsl', at: moment },
    metadata: { policy: 'stokes-wood@2024-09' },
  })) as unknown as RecordedEvent[];
  const last = past.at(-1)!;
  const rule = notificationRules.find((each) => each.category.category === category && each.type === last.type);
  return rule && { kind: rule.kind, ...(await rule.whom(last, () => Promise.resolve(past))) };
}

const raised = {
  type: 'IncidentRaised',
  data: {
    kind: { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false },
    occurredAt: moment,
    place: 'inSchool',
    facts: 'Words.',
    acknowledgeBy: moment,
    anonymous: false,
  },
};
const accused = { type: 'PersonLinked', data: { person: cleo, role: 'alleged', capacity: 'pupil' } };
const action = {
  type: 'ActionRecorded',
  data: { actionId: ann, what: 'Talk.', owner: ann, due: moment, remindAt: moment },
};
const required = (about: string) => ({
  type: 'ReferralRequired',
  data: { agency: 'lado', about, makeBy: moment, mandatory: false },
});
const started = {
  type: 'InvestigationStarted',
  data: { about: 'staff', subjects: [cleo], staff: [ann, ben], computer: 'One.', concern: 'Words.' },
};
const target = { kind: 'domain', value: 'example.org' };
const unblockAsked = {
  type: 'UnblockRequested',
  data: { target, scope: { kind: 'everyone' }, studyPurpose: 'Words.', reason: 'Words.', until: moment },
};

describe('D6: who is told', () => {
  it.each<[string, unknown, unknown]>([
    [
      'of an alert: the roles that it names, and never the alleged',
      whom('incident', raised, accused, { type: 'RolesAlerted', data: { roles: ['dsl'], because: 'raised' } }),
      { kind: 'incidentAlert', roles: ['dsl'], except: [cleo] },
    ],
    [
      'D7: of what nobody acknowledged: the next in the line',
      whom('incident', raised, { type: 'IncidentEscalated', data: { to: 'deputyDsl' } }),
      { kind: 'incidentEscalated', roles: ['deputyDsl'], except: [] },
    ],
    [
      'D9: of an action: its owner',
      whom('incident', raised, action),
      { kind: 'actionGiven', people: [ann], except: [ben] },
    ],
    [
      'D9: before it is due: its owner, and those who handle the case where the owner holds no role any more',
      whom('incident', raised, action, { type: 'ActionReminded', data: { actionId: ann } }),
      { kind: 'actionReminder', people: [ann], orElse: team, except: [] },
    ],
    [
      'D9: of an action that is given to somebody else: the new owner',
      whom('incident', raised, action, {
        type: 'ActionReassigned',
        data: { actionId: ann, owner: cleo, remindAt: moment, reason: 'Words.' },
      }),
      { kind: 'actionGiven', people: [cleo], except: [ben] },
    ],
    [
      'D9: when it is overdue: its owner and those who handle the case',
      whom('incident', raised, action, { type: 'ActionFellOverdue', data: { actionId: ann } }),
      { kind: 'actionOverdue', people: [ann], roles: team, except: [] },
    ],
    [
      'D16: of a low-level concern: the headteacher, and never the one whom it is about',
      whom('staffConcern', {
        type: 'ConcernRaised',
        data: { about: cleo, capacity: 'staff', occurredAt: moment, concern: 'Words.' },
      }),
      { kind: 'staffConcern', roles: ['headteacher'], except: [cleo] },
    ],
    [
      'D16: of one about the headteacher: the chair of governors',
      whom('staffConcern', {
        type: 'ConcernRaised',
        data: { about: cleo, capacity: 'headteacher', occurredAt: moment, concern: 'Words.' },
      }),
      { kind: 'staffConcern', roles: ['chairOfGovernors'], except: [cleo] },
    ],
    [
      'SL5: of an investigation: those named for it',
      whom('investigation', started),
      { kind: 'investigationNamed', people: [ann, ben], except: [ben] },
    ],
    [
      'D12: of a halt: those who handle such a case, and never its subjects',
      whom('investigation', started, {
        type: 'InvestigationHalted',
        data: { about: 'staff', suspicion: 'childSexualAbuseImages', description: 'Words.' },
      }),
      { kind: 'investigationHalted', roles: ['headteacher'], except: [cleo] },
    ],
    [
      'D14: of a referral about the headteacher: the chair of governors',
      whom('referral', required('headteacher')),
      { kind: 'referralRequired', roles: ['chairOfGovernors'], except: [] },
    ],
    [
      'D15: of an overdue one: whom the alarm names',
      whom('referral', required('staff'), {
        type: 'ReferralOverdue',
        data: { makeBy: moment, alert: ['headteacher'] },
      }),
      { kind: 'referralOverdue', roles: ['headteacher'], except: [] },
    ],
    [
      'SW7: of a request: whoever may agree by the policy of that day',
      whom('filteringChange', unblockAsked),
      { kind: 'filteringRequest', roles: ['onlineSafetyLead'], except: [ben] },
    ],
    [
      'SL6: of a question about a request, and of what became of it: the person who asked',
      whom('filteringChange', unblockAsked, { type: 'MoreInformationAsked', data: { question: 'Words.' } }),
      { kind: 'filteringAnswered', people: [ben] },
    ],
    [
      'SL6: of a change that is agreed: who runs the filter by the policy of that day',
      whom('filteringChange', { type: 'UnblockAgreed', data: { reason: 'Words.' } }),
      { kind: 'filteringAgreed', roles: ['networkManager', 'technician'] },
    ],
    [
      'D17: of an opening whose moment has come: who runs the filter',
      whom('filteringChange', { type: 'UnblockDue', data: { implementBy: moment, madeBy: 'technician' } }),
      { kind: 'filteringDue', roles: ['networkManager', 'technician'] },
    ],
    [
      'SL6: of a change that nobody makes: technical staff and whoever agrees',
      whom('filteringChange', { type: 'ImplementationOverdue', data: { implementBy: moment } }),
      { kind: 'changeNotMade', roles: ['networkManager', 'technician', 'onlineSafetyLead'] },
    ],
    [
      'SW7: of a block that nobody makes even then: the headteacher',
      whom('filteringBlock', { type: 'ImplementationEscalated', data: { implementBy: moment } }),
      { kind: 'changeNotMade', roles: ['headteacher'] },
    ],
    [
      'D18: of a request whose time is over: the person who asked',
      whom('filteringChange', unblockAsked, { type: 'UnblockLapsed', data: {} }),
      { kind: 'filteringAnswered', people: [ben] },
    ],
    [
      'D18: of an overdue re-block: technical staff and whoever agrees',
      whom('filteringChange', { type: 'ReblockOverdue', data: { confirmBy: moment } }),
      { kind: 'reblockOverdue', roles: ['networkManager', 'technician', 'onlineSafetyLead'] },
    ],
    [
      'D18: of one that is overdue again: the headteacher',
      whom('filteringChange', { type: 'ReblockEscalated', data: { confirmBy: moment } }),
      { kind: 'reblockOverdue', roles: ['headteacher'] },
    ],
    [
      'D19: of an attempt at an illegal site: the safeguarding team and the headteacher',
      whom('filteringChange', { type: 'IllegalSiteRefused', data: { target, list: 'iwf' } }),
      { kind: 'illegalSite', roles: team },
    ],
    [
      'D19: of every edition of a list of illegal sites: the safeguarding team and the headteacher',
      whom('illegalList', {
        type: 'IllegalListUpdated',
        data: { list: 'iwf', edition: '2', added: [], removed: [], entries: 2 },
      }),
      { kind: 'illegalListUpdated', roles: team },
    ],
  ])('%s', async (_, told, expected) => {
    expect(await told).toEqual(expected);
  });

  const failing = { tests: ['csam'], action: 'Words.', remedyBy: moment, alerted: ['dsl', 'headteacher'] };
  it.each<[string, unknown, unknown]>([
    [
      'D22: of what gets through the filter: whom the test names',
      whom('filteringCheck', { type: 'FilterFoundFailing', data: failing }),
      { kind: 'filterFailing', roles: ['dsl', 'headteacher'] },
    ],
    [
      'D21: of an alert that nobody has looked at: the next in the line',
      whom('monitoringAlert', { type: 'AlertEscalated', data: { to: 'headteacher', lookBy: moment } }),
      { kind: 'monitoringAlert', roles: ['headteacher'] },
    ],
    [
      'SL1: of an approval that somebody has recorded: who may confirm it, and not who recorded it',
      whom('policy', {
        type: 'PolicyApprovalRecorded',
        data: {
          ...{ pack: 'st-levan', edition: '2017-09', contentHash: '0'.repeat(64) },
          ...{ approvedOn: '2026-03-10', minuteReference: 'Item 6', nextReviewOn: '2027-03-10' },
        },
      }),
      { kind: 'policyToConfirm', roles: ['chairOfGovernors', 'headteacher'], except: [ben] },
    ],
    [
      'SL6: of a decision that two people may do: who may confirm it, and not who recorded it',
      whom('policy', { type: 'TwoPeopleProposed', data: { minuteReference: 'Item 9', reason: 'No third person.' } }),
      { kind: 'policyToConfirm', roles: ['chairOfGovernors', 'headteacher'], except: [ben] },
    ],
    [
      'SL3: of a look at the log that was missed: whom the alarm names',
      whom('logInspection', {
        type: 'LogInspectionMissed',
        data: { dueBy: moment, alert: ['onlineSafetyGovernor', 'chairOfGovernors'] },
      }),
      { kind: 'inspectionMissed', roles: ['onlineSafetyGovernor', 'chairOfGovernors'] },
    ],
    [
      'SL11: of a check that was missed: whom the alarm names',
      whom('technicalCheck', {
        type: 'TechnicalCheckOverdue',
        data: { kind: 'backups', dueBy: moment, alarm: 1, alert: ['networkManager'] },
      }),
      { kind: 'checkOverdue', roles: ['networkManager'] },
    ],
    [
      'SW7: of a filter that is not as the log says: whom the alarm names',
      whom('schoolFilter', { type: 'FilterDriftLasting', data: { alert: ['technician'] } }),
      { kind: 'filterDrift', roles: ['technician'] },
    ],
    [
      'SW7: of a filter that somebody found to be other than agreed: who runs it, and not who has said so',
      whom('filterDifference', {
        type: 'FilterDifferenceReported',
        data: {
          target,
          scope: { kind: 'staff' },
          found: 'open',
          noticed: 'Words.',
          alert: ['technician'],
          mendBy: moment,
        },
      }),
      { kind: 'filterDrift', roles: ['technician'], except: [ben] },
    ],
    [
      'D19: of an illegal site that somebody found open: the safeguarding team and the headteacher',
      whom('filterDifference', { type: 'IllegalSiteFoundOpen', data: { list: 'iwf' } }),
      { kind: 'openSiteIllegal', roles: team },
    ],
    [
      'SW15: of a sheet that does not balance: whom the alarm names',
      whom('deviceSheet', {
        type: 'DeviceSheetUnbalanced',
        data: { balanceBy: moment, outstanding: 1, alarm: 1, alert: ['teacher'] },
      }),
      { kind: 'sheetUnbalanced', roles: ['teacher'] },
    ],
  ])('%s', async (_, told, expected) => {
    expect(await told).toEqual(expected);
  });
});

it('no record is read of which the event itself tells whom', async () => {
  const readPast = () => Promise.reject(new Error('the record was read'));
  const event = { data: {}, by: { actor: ben }, metadata: {} } as unknown as RecordedEvent;
  for (const { whom } of plannedWorkRules) await expect(whom(event, readPast)).resolves.toBeDefined();
  const action = notificationRules.find(({ type }) => type === 'ActionRecorded')!;
  await expect(action.whom(event, readPast)).resolves.toEqual({ people: [undefined], except: [ben] });
});

it('every kind of notice has a rule, and every rule an event that there is', () => {
  expect([...new Set(notificationRules.map(({ kind }) => kind))].sort()).toEqual(Object.keys(noticeKinds).sort());
  for (const { category, type } of notificationRules) {
    expect(eventCategories).toContain(category);
    expect(Object.keys(category.types)).toContain(type);
  }
});
