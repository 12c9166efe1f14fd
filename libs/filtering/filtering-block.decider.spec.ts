import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringBlock } from './filtering-block.decider.js';
import type { FilteringBlockEvent } from './filtering.events.js';

const { given } = specFor(filteringBlock);

const now = '2026-03-12T09:00:00.000Z';
const tomorrow = '2026-03-13T09:00:00.000Z';
const reason = 'Pupils found a game with an open chat.';

const as = (role: Role, actor: string, at = now): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now: at,
  policy: packFor('stokes-wood', '2024-09')!,
});
const teacher = as('teacher', 'ann');
const lead = as('onlineSafetyLead', 'ben');
const technician = as('technician', 'cai');

type Past = Parameters<typeof given>[0][number];
const did = (by: Context, event: FilteringBlockEvent): Past => ({
  ...event,
  by: { actor: by.actor, role: by.role, at: by.now },
});

const block = {
  target: { kind: 'domain', value: 'chat.example.org' },
  scope: { kind: 'allPupils' },
  reason,
} as const;
const requested = did(teacher, { type: 'BlockRequested', data: block });
const agreed = did(lead, { type: 'BlockAgreed', data: { reason, implementBy: tomorrow } });
const emergency = did(technician, { type: 'SiteBlockedInEmergency', data: { ...block, agreeBy: tomorrow } });

describe('SW7: what else is under way for the site is on record with the block', () => {
  const overlaps = [{ change: '7a1d', direction: 'unblock', how: 'same', status: 'open' }] as const;
  const daybook = as('system', 'daybook');

  it('once, and where there is something', () => {
    const found: FilteringBlockEvent = { type: 'OverlapsFound', data: { overlaps: [...overlaps] } };
    given([requested]).when('NoteOverlaps', { overlaps }, daybook).then([found]);
    given([emergency]).when('NoteOverlaps', { overlaps: [] }, daybook).then([]);
    given([requested, did(daybook, found), agreed])
      .when('NoteOverlaps', { overlaps }, daybook)
      .then([]);
    given([requested]).when('NoteOverlaps', { overlaps }, teacher).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});

describe('SW7: a block is agreed before it is made', () => {
  it('is asked for, agreed by another and made', () => {
    given([])
      .when('RequestBlock', { ...block, target: { kind: 'domain', value: '*.Chat.example.org.' } }, teacher)
      .then([{ type: 'BlockRequested', data: { ...block, answerBy: tomorrow } }]);
    given([requested])
      .when('AgreeBlock', { reason }, lead)
      .then([{ type: 'BlockAgreed', data: { reason, implementBy: tomorrow } }]);
    given([requested, agreed])
      .when('ImplementBlock', {}, technician)
      .then([{ type: 'SiteBlocked', data: {} }]);
  });

  it('what was agreed and nobody makes is told to who runs the filter and who agreed, and a day later to the head', () => {
    const system = (at: string): Context => as('system', 'daybook', at);
    const again = '2026-03-14T09:00:00.000Z';
    const overdue: FilteringBlockEvent = { type: 'ImplementationOverdue', data: { implementBy: again } };
    const escalated: FilteringBlockEvent = { type: 'ImplementationEscalated', data: { implementBy: again } };
    const told = did(system(tomorrow), overdue);
    const ring = (at: string, ...past: Past[]) =>
      given([requested, agreed, ...past]).when('RaiseUnmadeBlock', {}, system(at));
    ring(now).then([]);
    ring(tomorrow).then([overdue]);
    ring(tomorrow, told).then([]);
    // A Saturday: a site that is to be blocked waits for no Monday.
    ring(again, told).then([escalated]);
    ring('2026-04-01T09:00:00.000Z', told, did(system(again), escalated)).then([]);
    ring(again, told, did(technician, { type: 'SiteBlocked', data: {} })).then([]);
    given([requested, did(lead, { type: 'BlockAgreed', data: { reason } })])
      .when('RaiseUnmadeBlock', {}, system(now))
      .then([{ type: 'ImplementationOverdue', data: { implementBy: tomorrow } }]);
  });

  it('a request that nobody answers is told to who may agree, and a day later to the head', () => {
    const system = (at: string): Context => as('system', 'daybook', at);
    const again = '2026-03-14T09:00:00.000Z';
    const asked = did(teacher, { type: 'BlockRequested', data: { ...block, answerBy: tomorrow } });
    const unanswered: FilteringBlockEvent = { type: 'BlockRequestUnanswered', data: { answerBy: again } };
    const escalated: FilteringBlockEvent = { type: 'BlockRequestEscalated', data: { answerBy: again } };
    const told = did(system(tomorrow), unanswered);
    const ring = (at: string, ...past: Past[]) =>
      given([asked, ...past]).when('RaiseUnansweredBlockRequest', {}, system(at));
    ring(now).then([]);
    ring(tomorrow).then([unanswered]);
    ring(tomorrow, told).then([]);
    ring(again, told).then([escalated]);
    ring('2026-04-01T09:00:00.000Z', told, did(system(again), escalated)).then([]);
    ring(again, told, agreed).then([]);
    // What was asked for before there was such a time is due at once.
    given([requested])
      .when('RaiseUnansweredBlockRequest', {}, system(now))
      .then([{ type: 'BlockRequestUnanswered', data: { answerBy: tomorrow } }]);
    given([asked, told])
      .when('AgreeBlock', { reason }, lead)
      .then([{ type: 'BlockAgreed', data: { reason, implementBy: tomorrow } }]);
  });

  it('is not made before, nor after a refusal', () => {
    given([requested]).when('ImplementBlock', {}, technician).thenRejected('WRONG_STATE', 'SW7');
    const declined = did(lead, { type: 'BlockDeclined', data: { reason } });
    given([requested, declined]).when('ImplementBlock', {}, technician).thenRejected('WRONG_STATE', 'SW7');
  });

  it('is not agreed or declined by the person who asked, nor by a role without that part', () => {
    const ann = as('onlineSafetyLead', 'ann');
    given([requested]).when('AgreeBlock', { reason }, ann).thenRejected('OWN_REQUEST', 'SL6');
    given([requested]).when('DeclineBlock', { reason }, ann).thenRejected('OWN_REQUEST', 'SL6');
    given([requested]).when('AgreeBlock', { reason }, as('teacher', 'eve')).thenRejected('NOT_YOUR_ROLE');
    given([requested, agreed]).when('ImplementBlock', {}, teacher).thenRejected('NOT_YOUR_ROLE');
  });

  it('may be declined with reasons, or withdrawn by the person who asked', () => {
    given([requested])
      .when('DeclineBlock', { reason }, lead)
      .then([{ type: 'BlockDeclined', data: { reason } }]);
    given([requested])
      .when('WithdrawBlockRequest', { reason }, teacher)
      .then([{ type: 'BlockRequestWithdrawn', data: { reason } }]);
    given([requested]).when('WithdrawBlockRequest', { reason }, lead).thenRejected('NOT_YOUR_ROLE');
  });

  it('is recorded once', () => {
    given([requested]).when('RequestBlock', block, teacher).thenRejected('ALREADY_EXISTS');
    given([]).when('AgreeBlock', { reason }, lead).thenRejected('NOT_FOUND');
  });
});

describe('SW7: in an emergency a site is blocked first and the block agreed after', () => {
  it('is recorded by who runs the filter, to be answered within a day', () => {
    given([])
      .when('BlockInEmergency', block, technician)
      .then([{ type: 'SiteBlockedInEmergency', data: { ...block, agreeBy: tomorrow } }]);
    given([]).when('BlockInEmergency', block, teacher).thenRejected('NOT_YOUR_ROLE');
  });

  it('is agreed by another person', () => {
    given([emergency])
      .when('AgreeEmergencyBlock', { reason }, lead)
      .then([{ type: 'EmergencyBlockAgreed', data: { reason } }]);
    given([emergency])
      .when('AgreeEmergencyBlock', { reason }, as('onlineSafetyLead', 'cai'))
      .thenRejected('OWN_REQUEST', 'SL6');
  });

  it('is lifted when it is refused, and the lifting confirmed', () => {
    given([emergency])
      .when('RefuseEmergencyBlock', { reason }, lead)
      .then([{ type: 'EmergencyBlockRefused', data: { reason, implementBy: tomorrow } }]);
    const refused = did(lead, { type: 'EmergencyBlockRefused', data: { reason, implementBy: tomorrow } });
    // A Friday: work that waits has until Monday.
    const again = '2026-03-16T09:00:00.000Z';
    const overdue: FilteringBlockEvent = { type: 'ImplementationOverdue', data: { implementBy: again } };
    const ring = (at: string, ...past: Past[]) =>
      given([emergency, refused, ...past]).when('RaiseUnmadeBlock', {}, as('system', 'daybook', at));
    ring(now).then([]);
    ring(tomorrow).then([overdue]);
    const told = did(as('system', 'daybook', tomorrow), overdue);
    ring(again, told).then([{ type: 'ImplementationEscalated', data: { implementBy: again } }]);
    ring(again, told, did(technician, { type: 'BlockLifted', data: {} })).then([]);
    given([emergency, refused, told])
      .when('ConfirmBlockLifted', { note: 'Tried it.' }, technician)
      .then([{ type: 'BlockLifted', data: { note: 'Tried it.' } }]);
    given([emergency]).when('ConfirmBlockLifted', {}, technician).thenRejected('WRONG_STATE');
  });

  it('raises an alarm once when nobody has answered in time, and can still be answered', () => {
    const overdue = did(as('system', 'daybook', tomorrow), {
      type: 'EmergencyBlockOverdue',
      data: { agreeBy: tomorrow },
    });
    given([emergency]).when('RaiseOverdueEmergencyBlock', {}, as('system', 'daybook')).then([]);
    given([emergency])
      .when('RaiseOverdueEmergencyBlock', {}, as('system', 'daybook', tomorrow))
      .then([{ type: 'EmergencyBlockOverdue', data: { agreeBy: tomorrow } }]);
    given([emergency, overdue])
      .when('RaiseOverdueEmergencyBlock', {}, as('system', 'daybook', tomorrow))
      .then([]);
    given([emergency, overdue])
      .when('AgreeEmergencyBlock', { reason }, lead)
      .then([{ type: 'EmergencyBlockAgreed', data: { reason } }]);
  });
});

describe('SW7: a block that has done its work is lifted by three acts, as it was made', () => {
  const made = did(technician, { type: 'SiteBlocked', data: {} });
  const askedFor = did(teacher, { type: 'BlockLiftingRequested', data: { reason } });
  const liftable = did(lead, { type: 'BlockLiftingAgreed', data: { reason, implementBy: tomorrow } });
  const blocked = [requested, agreed, made];

  it('asked for, agreed by another, and lifted', () => {
    given(blocked)
      .when('RequestBlockLifting', { reason }, teacher)
      .then([{ type: 'BlockLiftingRequested', data: { reason } }]);
    given([...blocked, askedFor])
      .when('AgreeBlockLifting', { reason }, lead)
      .then([{ type: 'BlockLiftingAgreed', data: { reason, implementBy: tomorrow } }]);
    for (const [command, context] of [
      ['ConfirmBlockLifted', technician],
      ['NoteBlockLiftedByFilter', as('system', 'daybook')],
    ] as const) {
      given([...blocked, askedFor, liftable])
        .when(command, {}, context)
        .then([{ type: 'BlockLifted', data: {} }]);
    }
    given([...blocked, askedFor])
      .when('NoteBlockLiftedByFilter', {}, as('system', 'daybook'))
      .then([]);
  });

  it('by nobody alone, and not before it is agreed', () => {
    given([...blocked, askedFor])
      .when('AgreeBlockLifting', { reason }, as('onlineSafetyLead', 'ann'))
      .thenRejected('OWN_REQUEST', 'SL6');
    given([...blocked, askedFor])
      .when('AgreeBlockLifting', { reason }, as('teacher', 'eve'))
      .thenRejected('NOT_YOUR_ROLE');
    given(blocked).when('AgreeBlockLifting', { reason }, lead).thenRejected('WRONG_STATE', 'SW7');
    given([...blocked, askedFor])
      .when('RequestBlockLifting', { reason }, teacher)
      .thenRejected('WRONG_STATE', 'SW7');
    given([...blocked, askedFor])
      .when('ConfirmBlockLifted', {}, technician)
      .thenRejected('WRONG_STATE', 'SW7');
    given([requested, agreed]).when('RequestBlockLifting', { reason }, teacher).thenRejected('WRONG_STATE', 'SW7');
    const { policy, ...context } = as('technician', 'ben');
    const differentPeople = { ...policy.filtering.differentPeople, value: 3 };
    const stricter = { ...context, policy: { ...policy, filtering: { ...policy.filtering, differentPeople } } };
    given([...blocked, askedFor, liftable])
      .when('ConfirmBlockLifted', {}, stricter)
      .thenRejected('SAME_PERSON_TWICE');
  });

  it('that was refused is lifted by nobody who refused it, where it takes three', () => {
    const refusal = did(lead, { type: 'EmergencyBlockRefused', data: { reason, implementBy: tomorrow } });
    const three = ({ policy, ...context }: Context): Context => {
      const differentPeople = { ...policy.filtering.differentPeople, value: 3 };
      return { ...context, policy: { ...policy, filtering: { ...policy.filtering, differentPeople } } };
    };
    given([emergency, refusal])
      .when('ConfirmBlockLifted', {}, three(as('technician', 'ben')))
      .thenRejected('SAME_PERSON_TWICE');
    given([emergency, refusal])
      .when('ConfirmBlockLifted', {}, three(technician))
      .then([{ type: 'BlockLifted', data: {} }]);
  });

  it('stays where that is declined, and may be asked for again', () => {
    const declined: FilteringBlockEvent = { type: 'BlockLiftingDeclined', data: { reason } };
    given([...blocked, askedFor])
      .when('DeclineBlockLifting', { reason }, lead)
      .then([declined]);
    given([...blocked, askedFor, did(lead, declined)])
      .when('ConfirmBlockLifted', {}, technician)
      .thenRejected('WRONG_STATE');
    given([...blocked, askedFor, did(lead, declined)])
      .when('RequestBlockLifting', { reason }, teacher)
      .then([{ type: 'BlockLiftingRequested', data: { reason } }]);
  });

  it('one that is agreed and that nobody lifts is told', () => {
    given([...blocked, askedFor, liftable])
      .when('RaiseUnmadeBlock', {}, as('system', 'daybook', tomorrow))
      .then([{ type: 'ImplementationOverdue', data: { implementBy: '2026-03-16T09:00:00.000Z' } }]);
  });
});

describe('SW7: what the filter has confirmed of a block, where the school chose that Daybook changes it', () => {
  const daybook = as('system', 'daybook');
  const refused = did(lead, { type: 'EmergencyBlockRefused', data: { reason } });

  it('is the third act, and lifts what was refused', () => {
    given([requested, agreed])
      .when('NoteBlockedByFilter', {}, daybook)
      .then([{ type: 'SiteBlocked', data: {} }]);
    given([emergency, refused])
      .when('NoteBlockLiftedByFilter', {}, daybook)
      .then([{ type: 'BlockLifted', data: {} }]);
  });

  it('changes nothing where it was not agreed, or not refused, and is said by nobody else', () => {
    given([requested]).when('NoteBlockedByFilter', {}, daybook).then([]);
    given([emergency]).when('NoteBlockLiftedByFilter', {}, daybook).then([]);
    given([requested, agreed]).when('NoteBlockedByFilter', {}, technician).thenRejected('NOT_YOUR_ROLE', 'SL6');
    given([emergency, refused]).when('NoteBlockLiftedByFilter', {}, technician).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});
