import type { Stamp } from '#libs/eventing/log/stored-event.js';
import { filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { projectionSpec, type Fact, type ProjectionSpec } from '../../test/support/projection-spec.js';

let spec: ProjectionSpec;
beforeAll(async () => {
  spec = await projectionSpec(filteringChangeLog);
});
afterAll(() => spec.stop());

const at = (hour: number): string => `2026-03-12T${String(hour).padStart(2, '0')}:00:00.000Z`;
const teacher = (hour: number): Stamp => ({ actor: 'teacher-1', role: 'teacher', at: at(hour) });
const lead = (hour: number): Stamp => ({ actor: 'lead-1', role: 'onlineSafetyLead', at: at(hour) });
const technician = (hour: number): Stamp => ({ actor: 'technician-1', role: 'technician', at: at(hour) });
const daybook = (hour: number): Stamp => ({ actor: 'daybook', role: 'system', at: at(hour) });

const requested: Fact = {
  type: 'UnblockRequested',
  data: {
    target: { kind: 'domain', value: 'history.example' },
    scope: { kind: 'yearGroup', name: '9' },
    studyPurpose: 'The Great War',
    reason: 'Its letters are read in class.',
    permanent: false,
    until: at(20),
  },
  by: teacher(8),
};
const blocked: Fact = {
  type: 'SiteBlockedInEmergency',
  category: 'filteringBlock',
  data: {
    target: { kind: 'domain', value: 'chat.example' },
    scope: { kind: 'allPupils' },
    reason: 'An open chat.',
    agreeBy: at(20),
  },
  by: technician(8),
};
const agreed: Fact = { type: 'UnblockAgreed', data: { reason: 'Seen and fine.' }, by: lead(9) };
const opened: Fact = { type: 'SiteUnblocked', data: { until: at(20) }, by: technician(10) };
const extensionAsked: Fact = {
  type: 'ExtensionRequested',
  data: { until: at(22), reason: 'One more lesson.' },
  by: teacher(11),
};
const extensionAgreed: Fact = {
  type: 'ExtensionAgreed',
  data: { until: at(22), reason: 'One more.' },
  by: { ...lead(12), actor: 'lead-2' },
};
const reblockOrdered: Fact = { type: 'ReblockOrdered', data: { confirmBy: at(23) }, by: daybook(22) };
const overdue: Fact = { type: 'ReblockOverdue', data: { confirmBy: at(23) }, by: daybook(23) };
const reblocked: Fact = { type: 'SiteReblocked', data: { note: 'Blocked, and tried.' }, by: technician(23) };

it('shows a request with what, for whom, why, by whom and until when', async () => {
  expect(await spec.given([requested])).toEqual([
    {
      school: '900001',
      id: 'filteringChange-1',
      change: '1',
      valid_from: new Date('2026-03-12T08:00:00.000Z'),
      revision: 0,
      status: 'requested',
      direction: 'unblock',
      permanent: false,
      first_agreed_by: null,
      agreement_overdue: false,
      two_people: false,
      target_kind: 'domain',
      target: 'history.example',
      scope_kind: 'yearGroup',
      scope_name: '9',
      study_purpose: 'The Great War',
      reason: 'Its letters are read in class.',
      requested_by: 'teacher-1',
      requested_role: 'teacher',
      requested_at: new Date(at(8)),
      opens_from: null,
      implement_by: null,
      until: new Date(at(20)),
      agreed_by: null,
      opened_at: null,
      closed_at: null,
      blocked_at: null,
      lifted_at: null,
      implementation_overdue: false,
      reblock_overdue: false,
      template: null,
      template_version: null,
      overlapping: [],
      steps: [
        {
          what: 'UnblockRequested',
          who: 'teacher-1',
          role: 'teacher',
          at: at(8),
          why: 'Its letters are read in class.',
        },
      ],
    },
  ]);
});

it.each<[string, Fact[], Record<string, unknown>]>([
  ['agreed by the lead', [requested, agreed], { status: 'agreed', agreed_by: 'lead-1', opened_at: null }],
  [
    'agreed ahead, with its start and by when it is made (D17)',
    [
      { ...requested, data: { ...(requested.data as object), from: at(15) } },
      { ...agreed, data: { reason: 'Seen.', from: at(15), implementBy: at(18) } },
      { type: 'UnblockDue', data: { implementBy: at(18), madeBy: 'technician' }, by: daybook(15) },
    ],
    { status: 'agreed', opens_from: new Date(at(15)), implement_by: new Date(at(18)), opened_at: null },
  ],
  [
    'not made in time by anybody, and that stays when it is over (SL6)',
    [
      requested,
      agreed,
      { type: 'ImplementationOverdue', data: { implementBy: at(19) }, by: daybook(18) },
      { type: 'ImplementationEscalated', data: { implementBy: at(19) }, by: daybook(19) },
      { type: 'UnblockLapsed', data: {}, by: daybook(20) },
    ],
    { status: 'lapsed', implementation_overdue: true, opened_at: null },
  ],
  [
    'declined',
    [requested, { type: 'UnblockDeclined', data: { reason: 'No.' }, by: lead(9) }],
    { status: 'declined', agreed_by: null },
  ],
  [
    'withdrawn',
    [requested, { type: 'UnblockRequestWithdrawn', data: { reason: 'Not needed.' } }],
    { status: 'withdrawn' },
  ],
  [
    'open since the technician let it through',
    [requested, agreed, opened],
    { status: 'open', opened_at: new Date(at(10)) },
  ],
  [
    'open as before while an extension is only asked for',
    [requested, agreed, opened, extensionAsked],
    { status: 'open', until: new Date(at(20)) },
  ],
  [
    'open for longer, by the new approval, once the extension is agreed (D18)',
    [requested, agreed, opened, extensionAsked, extensionAgreed],
    { status: 'open', until: new Date(at(22)), agreed_by: 'lead-2' },
  ],
  [
    'open as agreed at first where the extension is declined',
    [requested, agreed, opened, extensionAsked, { type: 'ExtensionDeclined', data: { reason: 'No.' } }],
    { status: 'open', until: new Date(at(20)), agreed_by: 'lead-1' },
  ],
  [
    'not closed while the block is only ordered',
    [requested, agreed, opened, reblockOrdered],
    { status: 'reblockOrdered', closed_at: null, reblock_overdue: false },
  ],
  [
    'overdue when nobody confirmed the block in time (D18)',
    [requested, agreed, opened, reblockOrdered, overdue],
    { status: 'reblockOrdered', reblock_overdue: true },
  ],
  [
    'closed when the block is confirmed; that it was overdue stays',
    [requested, agreed, opened, reblockOrdered, overdue, reblocked],
    { status: 'reblocked', closed_at: new Date(at(23)), reblock_overdue: true },
  ],
  [
    'waiting for an answer of the person who asked',
    [requested, { type: 'MoreInformationAsked', data: { question: 'Which page?' }, by: lead(9) }],
    { status: 'informationAsked' },
  ],
  [
    'waiting for agreement again once that is answered',
    [
      requested,
      { type: 'MoreInformationAsked', data: { question: 'Which page?' }, by: lead(9) },
      { type: 'MoreInformationGiven', data: { answer: 'The letters.' }, by: teacher(9) },
    ],
    { status: 'requested' },
  ],
  [
    'still waiting while one of the two has agreed to a permanent opening (D18)',
    [requested, { type: 'UnblockFirstAgreed', data: { reason: 'Fine.' }, by: lead(9) }],
    { status: 'requested', first_agreed_by: 'lead-1', agreed_by: null },
  ],
  [
    'a block made in an emergency, with neither purpose nor end (SW7)',
    [blocked],
    {
      status: 'blockedInEmergency',
      direction: 'block',
      study_purpose: null,
      until: null,
      requested_by: 'technician-1',
    },
  ],
  [
    'a block that nobody answered in time',
    [blocked, { type: 'EmergencyBlockOverdue', category: 'filteringBlock', data: { agreeBy: at(20) } }],
    { status: 'blockedInEmergency', agreement_overdue: true },
  ],
  [
    'a block that was agreed after',
    [blocked, { type: 'EmergencyBlockAgreed', category: 'filteringBlock', data: { reason: 'Right.' }, by: lead(9) }],
    { status: 'blocked', agreed_by: 'lead-1' },
  ],
  [
    'a block that was refused after, and lifted',
    [
      blocked,
      { type: 'EmergencyBlockRefused', category: 'filteringBlock', data: { reason: 'Too wide.' }, by: lead(9) },
      { type: 'BlockLifted', category: 'filteringBlock', data: {}, by: technician(10) },
    ],
    {
      status: 'blockLifted',
      agreed_by: null,
      blocked_at: new Date(at(8)),
      lifted_at: new Date(at(10)),
      two_people: false,
    },
  ],
  [
    'a block that was asked for, and that nobody answered in time',
    [
      {
        type: 'BlockRequested',
        category: 'filteringBlock',
        data: { target: { kind: 'domain', value: 'chat.example' }, scope: { kind: 'allPupils' }, reason: 'A chat.' },
        by: teacher(8),
      },
      { type: 'BlockRequestUnanswered', category: 'filteringBlock', data: { answerBy: at(20) }, by: daybook(18) },
    ],
    { status: 'requested', agreement_overdue: true },
  ],
  [
    'a block that is to be lifted, in a time of its own',
    [
      blocked,
      { type: 'EmergencyBlockAgreed', category: 'filteringBlock', data: { reason: 'Right.' }, by: lead(9) },
      { type: 'BlockLiftingRequested', category: 'filteringBlock', data: { reason: 'Over.' }, by: teacher(10) },
      {
        type: 'BlockLiftingAgreed',
        category: 'filteringBlock',
        data: { reason: 'Yes.', implementBy: at(20) },
        by: lead(11),
      },
    ],
    { status: 'liftingAgreed', implement_by: new Date(at(20)), implementation_overdue: false },
  ],
])('a change is %s', async (_, facts, columns) => {
  const rows = await spec.given(facts);
  expect(rows).toMatchObject([{ ...columns, revision: facts.length - 1 }]);
  expect(await spec.again()).toEqual(rows);
});

it('tells every step with who, in which role, when and why', async () => {
  const [row] = await spec.given([requested, agreed, opened, reblocked]);
  expect(row?.['steps']).toEqual([
    expect.objectContaining({ what: 'UnblockRequested' }),
    { what: 'UnblockAgreed', who: 'lead-1', role: 'onlineSafetyLead', at: at(9), why: 'Seen and fine.' },
    { what: 'SiteUnblocked', who: 'technician-1', role: 'technician', at: at(10) },
    { what: 'SiteReblocked', who: 'technician-1', role: 'technician', at: at(23), why: 'Blocked, and tried.' },
  ]);
});

it('keeps the records of two schools apart, even under one id', async () => {
  const rows = await spec.given([requested, { ...requested, id: '2', school: '900002' }]);
  expect(rows.map(({ school, id }) => [school, id])).toEqual([
    ['900001', 'filteringChange-1'],
    ['900002', 'filteringChange-2'],
  ]);
});

it('keeps an opening and a block apart, even under one id (SL3, SL6)', async () => {
  const rows = await spec.given([requested, agreed, opened, { ...blocked, id: '1' }]);
  expect(rows).toMatchObject([
    { id: 'filteringBlock-1', change: '1', status: 'blockedInEmergency' },
    { id: 'filteringChange-1', change: '1', status: 'open', opened_at: new Date(at(10)) },
  ]);
  expect(await spec.again()).toEqual(rows);
});

it('shows where whoever asked or agreed has made the change too, as a school may allow (SL6)', async () => {
  const by = (actor: string): Stamp => ({ ...technician(10), actor });
  const twoPeople = async (actor: string) =>
    (await spec.given([requested, agreed, { ...opened, by: by(actor) }])).map((row) => row['two_people']);
  expect([await twoPeople('technician-1'), await twoPeople('teacher-1'), await twoPeople('lead-1')]).toEqual([
    [false],
    [true],
    [true],
  ]);
});

it('also for more time, and for the lifting of a block, whoever had asked for the block (SL6)', async () => {
  const by = (actor: string): Stamp => ({ ...technician(13), actor });
  const twoPeople = async (facts: Fact[]) => (await spec.given(facts)).map((row) => row['two_people']);
  const open = [requested, agreed, opened];
  expect([
    await twoPeople([...open, extensionAsked, extensionAgreed]),
    await twoPeople([...open, extensionAsked, { ...extensionAgreed, by: by('technician-1') }]),
    await twoPeople([...open, { ...extensionAsked, by: by('technician-1') }]),
  ]).toEqual([[false], [true], [true]]);
  const refused: Fact = { ...blocked, type: 'EmergencyBlockRefused', data: { reason: 'Too wide.' }, by: lead(9) };
  const lifted = (actor: string): Fact => ({ ...blocked, type: 'BlockLifted', data: {}, by: by(actor) });
  expect([
    await twoPeople([blocked, refused, lifted('technician-1')]),
    await twoPeople([blocked, refused, lifted('lead-1')]),
  ]).toEqual([[false], [true]]);
});
