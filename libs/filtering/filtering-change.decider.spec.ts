import { createHash } from 'node:crypto';
import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringChange } from './filtering-change.decider.js';
import type { FilteringChangeEvent } from './filtering.events.js';

const { given } = specFor(filteringChange);
const hashOf = (form: string): string => createHash('sha256').update(form).digest('hex').slice(0, 32);

const now = '2026-03-12T09:00:00.000Z';
const before = '2026-03-12T08:59:59.999Z';
const until = '2026-03-20T15:00:00.000Z';
const reason = 'The class compares two campaign sites.';

const as = (role: Role, actor: string, at = now): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now: at,
  policy: packFor('st-levan', '2017-09')!,
});
const teacher = as('teacher', 'ann');
const lead = as('onlineSafetyLead', 'ben');
const technician = as('technician', 'cai');

type Past = Parameters<typeof given>[0][number];
const did = (by: Context, event: FilteringChangeEvent): Past => ({
  ...event,
  by: { actor: by.actor, role: by.role, at: by.now },
});

const temporary = {
  target: { kind: 'url', value: 'https://example.org/campaign' },
  scope: { kind: 'yearGroup', name: 'Year 4' },
  studyPurpose: 'Persuasive writing',
  reason,
  until,
} as const;
const request = { ...temporary, permanent: false } as const;
const requested = did(teacher, { type: 'UnblockRequested', data: request });
/** A day on: a Friday. */
const implementBy = '2026-03-13T09:00:00.000Z';
const agreed = did(lead, { type: 'UnblockAgreed', data: { reason, implementBy } });
const opened = did(technician, { type: 'SiteUnblocked', data: { until } });
const ordered = did(as('system', 'worker', until), {
  type: 'ReblockOrdered',
  data: { confirmBy: '2026-03-21T15:00:00.000Z' },
});
const longer = '2026-03-27T15:00:00.000Z';
const extensionAsked = did(teacher, { type: 'ExtensionRequested', data: { until: longer, reason } });

describe('D17: a request names what, for whom, for which study, and until when', () => {
  it('records the request of a member of staff', () => {
    given([])
      .when('RequestUnblock', request, teacher)
      .then([{ type: 'UnblockRequested', data: request }]);
  });

  it('takes a request for a temporary one where nothing else is said', () => {
    given([])
      .when('RequestUnblock', temporary, teacher)
      .then([{ type: 'UnblockRequested', data: request }]);
  });

  it('writes a site down as browsers read it', () => {
    const target = { kind: 'url', value: 'HTTPS://Example.ORG:443/campaign#top' } as const;
    given([])
      .when('RequestUnblock', { ...request, target }, teacher)
      .then([{ type: 'UnblockRequested', data: request }]);
  });

  it('refuses what names no one site', () => {
    const target = { kind: 'domain', value: '*.co.uk' } as const;
    given([])
      .when('RequestUnblock', { ...request, target }, teacher)
      .thenRejected('TARGET_TOO_WIDE', 'D17');
  });

  it.each([
    ['now', now],
    ['a moment ago', before],
  ])('refuses an end %s', (_, end) => {
    given([])
      .when('RequestUnblock', { ...request, until: end }, teacher)
      .thenRejected('END_DATE_IN_THE_PAST', 'D17');
  });

  it('refuses an opening longer than the policy allows', () => {
    given([])
      .when('RequestUnblock', { ...request, until: '2027-03-12T09:00:00.000Z' }, teacher)
      .thenRejected('END_DATE_TOO_FAR');
  });

  it('refuses a second request under the same id', () => {
    given([requested]).when('RequestUnblock', request, teacher).thenRejected('ALREADY_EXISTS');
  });

  it('refuses a role to which the policy does not give it', () => {
    given([]).when('RequestUnblock', request, as('pupil', 'dee')).thenRejected('NOT_YOUR_ROLE');
  });
});

describe('D17: an opening that is agreed ahead begins when it was agreed to', () => {
  const from = '2026-03-16T09:00:00.000Z';
  const ahead = { ...request, from };
  const asked = did(teacher, { type: 'UnblockRequested', data: ahead });
  // From Monday at nine a day on.
  const dueBy = '2026-03-17T09:00:00.000Z';
  const agreedAhead = did(lead, { type: 'UnblockAgreed', data: { reason, from, implementBy: dueBy } });
  const daybook = (at: string): Context => as('system', 'daybook', at);

  it('says so from the request on', () => {
    given([])
      .when('RequestUnblock', ahead, teacher)
      .then([{ type: 'UnblockRequested', data: ahead }]);
    given([asked])
      .when('AgreeUnblock', { reason }, lead)
      .then([{ type: 'UnblockAgreed', data: { reason, from, implementBy: dueBy } }]);
  });

  it('and is let through by nobody before it, neither by a technician nor by a filter', () => {
    const early = '2026-03-16T08:59:59.999Z';
    for (const at of [now, early]) {
      given([asked, agreedAhead])
        .when('ImplementUnblock', {}, as('technician', 'cai', at))
        .thenRejected('START_DATE_NOT_REACHED', 'D17');
      given([asked, agreedAhead])
        .when('NoteLetThroughByFilter', {}, daybook(at))
        .thenRejected('START_DATE_NOT_REACHED', 'D17');
    }
    given([asked, agreedAhead])
      .when('ImplementUnblock', {}, as('technician', 'cai', from))
      .then([{ type: 'SiteUnblocked', data: { until } }]);
    given([asked, agreedAhead])
      .when('NoteLetThroughByFilter', {}, daybook(from))
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it('that its moment has come is on record once, and who makes the change then', () => {
    const due = { type: 'UnblockDue', data: { implementBy: dueBy, madeBy: 'technician' } } as const;
    given([asked, agreedAhead]).when('NoteUnblockDue', {}, daybook(now)).then([]);
    given([asked, agreedAhead]).when('NoteUnblockDue', {}, daybook(from)).then([due]);
    given([asked, agreedAhead, did(daybook(from), due)])
      .when('NoteUnblockDue', {}, daybook(from))
      .then([]);
    given([asked, agreedAhead])
      .when('NoteUnblockDue', {}, { ...daybook(from), filterAdapter: 'squid' })
      .then([{ ...due, data: { implementBy: dueBy, madeBy: 'filter' } }]);
    given([asked, agreed]).when('NoteUnblockDue', {}, daybook(from)).then([]);
    given([asked]).when('NoteUnblockDue', {}, daybook(from)).then([]);
    given([asked, agreedAhead]).when('NoteUnblockDue', {}, technician).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });

  it('may begin today, though the hour is past, and not before today', () => {
    const today = { ...request, from: '2026-03-12T00:00:00.000Z' };
    given([])
      .when('RequestUnblock', today, teacher)
      .then([{ type: 'UnblockRequested', data: today }]);
    given([])
      .when('RequestUnblock', { ...request, from: '2026-03-11T23:59:59.999Z' }, teacher)
      .thenRejected('START_DATE_IN_THE_PAST', 'D17');
  });

  it('today is the day at the school, also in summer time', () => {
    // Ten past midnight in London, still the day before in UTC.
    const night = as('teacher', 'ann', '2026-06-10T23:10:00.000Z');
    const ending = { ...request, until: '2026-06-20T15:00:00.000Z' };
    given([])
      .when('RequestUnblock', { ...ending, from: '2026-06-10T22:59:59.999Z' }, night)
      .thenRejected('START_DATE_IN_THE_PAST');
    const today = { ...ending, from: '2026-06-10T23:00:00.000Z' };
    given([])
      .when('RequestUnblock', today, night)
      .then([{ type: 'UnblockRequested', data: today }]);
  });

  it('begins before it ends, and within a year', () => {
    for (const start of [until, '2026-03-21T09:00:00.000Z'])
      given([])
        .when('RequestUnblock', { ...request, from: start }, teacher)
        .thenRejected('END_DATE_NOT_LATER', 'D17');
    given([])
      .when(
        'RequestUnblock',
        { ...request, from: '2027-03-12T09:00:00.001Z', until: '2027-03-13T09:00:00.000Z' },
        teacher,
      )
      .thenRejected('START_DATE_TOO_FAR');
  });

  it('lasts as long as the policy allows from its begin, by the clocks of London', () => {
    // Six weeks from a Monday at nine in winter: nine in summer is an hour earlier in UTC.
    const longest = { ...ahead, until: '2026-04-27T08:00:00.000Z' };
    given([])
      .when('RequestUnblock', longest, teacher)
      .then([{ type: 'UnblockRequested', data: longest }]);
    given([])
      .when('RequestUnblock', { ...ahead, until: '2026-04-27T08:00:00.001Z' }, teacher)
      .thenRejected('END_DATE_TOO_FAR');
    const permanent = { ...ahead, permanent: true, until: '2027-03-16T09:00:00.000Z' };
    given([])
      .when('RequestUnblock', permanent, teacher)
      .then([{ type: 'UnblockRequested', data: permanent }]);
  });

  it('in the hour that the clocks repeat, the start is the one that was meant, told apart by its offset', () => {
    for (const [start, early] of [
      ['2026-10-25T00:30:00.000Z', '2026-10-25T00:29:59.999Z'],
      ['2026-10-25T01:30:00.000Z', '2026-10-25T00:30:00.000Z'],
    ] as const) {
      const past = [
        did(teacher, {
          type: 'UnblockRequested',
          data: { ...request, from: start, until: '2026-10-30T15:00:00.000Z' },
        }),
        did(lead, { type: 'UnblockAgreed', data: { reason, from: start } }),
      ];
      given(past)
        .when('ImplementUnblock', {}, as('technician', 'cai', early))
        .thenRejected('START_DATE_NOT_REACHED');
      given(past)
        .when('ImplementUnblock', {}, as('technician', 'cai', start))
        .then([{ type: 'SiteUnblocked', data: { until: '2026-10-30T15:00:00.000Z' } }]);
    }
  });

  it('a start in the school holidays is a start: it is not moved to the first day of term', () => {
    const calendar = {
      years: [{ year: 2025, terms: [{ name: 'Summer', from: '2026-04-13', to: '2026-07-17' }], insetDays: [] }],
    };
    given([asked, agreedAhead])
      .when('ImplementUnblock', {}, { ...as('technician', 'cai', from), calendar })
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it('is made by the hours of the policy on working days: what begins on a Friday evening has until Monday', () => {
    given([did(teacher, { type: 'UnblockRequested', data: { ...request, from: '2026-03-13T18:00:00.000Z' } })])
      .when('AgreeUnblock', { reason }, lead)
      .then([
        {
          type: 'UnblockAgreed',
          data: { reason, from: '2026-03-13T18:00:00.000Z', implementBy: '2026-03-16T18:00:00.000Z' },
        },
      ]);
  });

  it('before it begins the person who asked may take it back; more time is asked for once it is open', () => {
    given([asked, agreedAhead])
      .when('WithdrawUnblockRequest', { reason }, teacher)
      .then([{ type: 'UnblockRequestWithdrawn', data: { reason } }]);
    for (const past of [[asked], [asked, agreedAhead]])
      given(past).when('RequestExtension', { until: longer, reason }, teacher).thenRejected('WRONG_STATE', 'D18');
  });

  it('of an agreement that is given when the start is past, the rest of the time is left', () => {
    const late = as('onlineSafetyLead', 'ben', '2026-03-18T09:00:00.000Z');
    given([asked])
      .when('AgreeUnblock', { reason }, late)
      .then([{ type: 'UnblockAgreed', data: { reason, from, implementBy: '2026-03-19T09:00:00.000Z' } }]);
  });
});

describe('SL6: what else is under way for the site is on record with the request', () => {
  const overlaps = [{ change: '7a1d', direction: 'block', how: 'wider', status: 'blocked' }] as const;
  const found = did(as('system', 'daybook'), { type: 'OverlapsFound', data: { overlaps: [...overlaps] } });

  it('once, while it is under way, and where there is something', () => {
    const daybook = as('system', 'daybook');
    given([requested])
      .when('NoteOverlaps', { overlaps }, daybook)
      .then([{ type: 'OverlapsFound', data: { overlaps: [...overlaps] } }]);
    given([requested]).when('NoteOverlaps', { overlaps: [] }, daybook).then([]);
    given([requested, found]).when('NoteOverlaps', { overlaps }, daybook).then([]);
    given([]).when('NoteOverlaps', { overlaps }, daybook).then([]);
    const withdrawn = did(teacher, { type: 'UnblockRequestWithdrawn', data: { reason } });
    given([requested, withdrawn]).when('NoteOverlaps', { overlaps }, daybook).then([]);
    given([requested]).when('NoteOverlaps', { overlaps }, teacher).thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});

describe('SL6: filtering is not the sole responsibility of any single person', () => {
  it('lets the online safety lead agree', () => {
    given([requested])
      .when('AgreeUnblock', { reason }, lead)
      .then([{ type: 'UnblockAgreed', data: { reason, implementBy } }]);
  });

  it('refuses a teacher the agreement', () => {
    given([requested]).when('AgreeUnblock', { reason }, as('teacher', 'eve')).thenRejected('NOT_YOUR_ROLE');
  });

  it('refuses the agreement to the person who asked, whatever their role', () => {
    given([requested])
      .when('AgreeUnblock', { reason }, as('onlineSafetyLead', 'ann'))
      .thenRejected('OWN_REQUEST', 'SL6');
  });

  it('refuses the person who asked to decline it', () => {
    given([requested])
      .when('DeclineUnblock', { reason }, as('onlineSafetyLead', 'ann'))
      .thenRejected('OWN_REQUEST', 'SL6');
  });

  it('records a refusal with its reasons', () => {
    given([requested])
      .when('DeclineUnblock', { reason }, lead)
      .then([{ type: 'UnblockDeclined', data: { reason } }]);
  });

  it('refuses an agreement when the asked-for time is already over', () => {
    given([requested])
      .when('AgreeUnblock', { reason }, as('onlineSafetyLead', 'ben', until))
      .thenRejected('END_DATE_IN_THE_PAST');
  });

  it('records the implementation as a third act', () => {
    given([requested, agreed])
      .when('ImplementUnblock', {}, technician)
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it('lets two people do the three acts where the policy asks for two', () => {
    given([requested, agreed])
      .when('ImplementUnblock', {}, as('technician', 'ben'))
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it.each(['ann', 'ben'])(
    'refuses the implementation to %s, who asked or agreed, where the policy asks for three',
    (actor) => {
      const { policy, ...context } = as('technician', actor);
      const differentPeople = { ...policy.filtering.differentPeople, value: 3 };
      const stricter = { ...context, policy: { ...policy, filtering: { ...policy.filtering, differentPeople } } };
      given([requested, agreed]).when('ImplementUnblock', {}, stricter).thenRejected('SAME_PERSON_TWICE');
    },
  );

  const three = ({ policy, ...context }: Context): Context => {
    const differentPeople = { ...policy.filtering.differentPeople, value: 3 };
    return { ...context, policy: { ...policy, filtering: { ...policy.filtering, differentPeople } } };
  };

  it('more time is agreed by nobody who asked for the opening, nor by who made it where it takes three', () => {
    const open = [requested, agreed, opened];
    const byAnother = did(as('teacher', 'dee'), { type: 'ExtensionRequested', data: { until: longer, reason } });
    const then = [{ type: 'ExtensionAgreed' as const, data: { until: longer, reason } }];
    const leader = (actor: string): Context => as('onlineSafetyLead', actor);
    given([...open, byAnother])
      .when('AgreeExtension', { reason }, three(leader('ann')))
      .thenRejected('OWN_REQUEST', 'SL6');
    given([...open, byAnother])
      .when('AgreeExtension', { reason }, three(leader('cai')))
      .thenRejected('SAME_PERSON_TWICE');
    given([...open, byAnother])
      .when('AgreeExtension', { reason }, leader('cai'))
      .then(then);
    given([...open, byAnother])
      .when('AgreeExtension', { reason }, three(lead))
      .then(then);
  });

  it('nor asked for by who made the opening', () => {
    const maker = as('teacher', 'cai');
    const open = [requested, agreed, opened];
    given(open).when('RequestExtension', { until: longer, reason }, three(maker)).thenRejected('SAME_PERSON_TWICE');
    given(open)
      .when('RequestExtension', { until: longer, reason }, maker)
      .then([{ type: 'ExtensionRequested', data: { until: longer, reason } }]);
  });

  it('lets only the person who asked withdraw', () => {
    given([requested]).when('WithdrawUnblockRequest', { reason }, lead).thenRejected('NOT_YOUR_ROLE');
    given([requested])
      .when('WithdrawUnblockRequest', { reason }, teacher)
      .then([{ type: 'UnblockRequestWithdrawn', data: { reason } }]);
  });
});

describe('SW7: a change is agreed before it is actioned', () => {
  it('refuses to implement what nobody has agreed', () => {
    given([requested]).when('ImplementUnblock', {}, technician).thenRejected('WRONG_STATE');
  });

  it('refuses to implement what was declined', () => {
    const declined = did(lead, { type: 'UnblockDeclined', data: { reason } });
    given([requested, declined]).when('ImplementUnblock', {}, technician).thenRejected('WRONG_STATE');
  });

  it('knows no request that was never made', () => {
    given([]).when('ImplementUnblock', {}, technician).thenRejected('NOT_FOUND');
  });
});

describe('SL6: what was agreed and nobody makes is not forgotten', () => {
  const system = (at: string): Context => as('system', 'daybook', at);
  // A Friday; the hours stand still on the weekend.
  const again = '2026-03-16T09:00:00.000Z';
  const overdue = { type: 'ImplementationOverdue', data: { implementBy: again } } as const;
  const escalated = { type: 'ImplementationEscalated', data: { implementBy: again } } as const;
  const told = did(system(implementBy), overdue);
  const lapsed = did(system(until), { type: 'UnblockLapsed', data: {} });

  it('who runs the filter and who agreed are told first, then the head, and then it is silent', () => {
    const ring = (at: string, ...past: Past[]) =>
      given([requested, agreed, ...past]).when('RaiseUnmadeOpening', {}, system(at));
    ring('2026-03-13T08:59:59.999Z').then([]);
    ring(implementBy).then([overdue]);
    ring(implementBy, told).then([]);
    ring(again, told).then([escalated]);
    ring('2026-03-19T09:00:00.000Z', told, did(system(again), escalated)).then([]);
    ring(again, told, opened).then([]);
    given([requested, agreed, told])
      .when('ImplementUnblock', {}, technician)
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it('what was agreed before there was such a time is due at once', () => {
    given([requested, did(lead, { type: 'UnblockAgreed', data: { reason } })])
      .when('RaiseUnmadeOpening', {}, system(now))
      .then([{ type: 'ImplementationOverdue', data: { implementBy } }]);
  });

  it('a request that nobody has answered or made by its end is over, and no other', () => {
    const over = [{ type: 'UnblockLapsed', data: {} }] as const;
    const question = did(lead, { type: 'MoreInformationAsked', data: { question: 'Which?' } });
    for (const past of [[requested], [requested, question], [requested, agreed], [requested, agreed, told]]) {
      given(past).when('LapseUnblock', {}, system(until)).then(over);
      given(past).when('LapseUnblock', {}, system(now)).then([]);
    }
    for (const past of [[], [requested, agreed, opened], [requested, agreed, lapsed]])
      given(past).when('LapseUnblock', {}, system(until)).then([]);
    given([requested, agreed, lapsed]).when('ImplementUnblock', {}, technician).thenRejected('WRONG_STATE', 'SL6');
    given([requested, lapsed]).when('AgreeUnblock', { reason }, lead).thenRejected('WRONG_STATE', 'SL6');
  });

  it('a filter that confirms after that has opened what was agreed: the record says so, and that it has to end', () => {
    const order = { type: 'ReblockOrdered', data: { confirmBy: '2026-03-21T15:00:00.000Z' } } as const;
    given([requested, agreed, lapsed])
      .when('NoteLetThroughByFilter', {}, system(until))
      .then([{ type: 'SiteUnblocked', data: { until } }, order]);
    given([requested, lapsed]).when('NoteLetThroughByFilter', {}, system(until)).then([]);
  });
});

describe('D18: no opening outlives its end', () => {
  const open = [requested, agreed, opened];
  const system = (at: string): Context => as('system', 'worker', at);
  const late = '2026-03-21T15:00:00.000Z';
  const later = '2026-03-22T15:00:00.000Z';
  const overdue = did(system(late), { type: 'ReblockOverdue', data: { confirmBy: later } });
  const escalated = { type: 'ReblockEscalated', data: { confirmBy: later } } as const;

  it('orders the site blocked again at the agreed end, to be confirmed within a day', () => {
    given(open)
      .when('OrderReblock', {}, system(until))
      .then([{ type: 'ReblockOrdered', data: { confirmBy: '2026-03-21T15:00:00.000Z' } }]);
  });

  it('does nothing when the alarm rings early or twice', () => {
    given(open).when('OrderReblock', {}, system(now)).then([]);
    given([...open, ordered])
      .when('OrderReblock', {}, system(until))
      .then([]);
  });

  it('raises an alarm once when nobody has confirmed in time', () => {
    given([...open, ordered])
      .when('RaiseOverdueReblock', {}, system(late))
      .then([{ type: 'ReblockOverdue', data: { confirmBy: later } }]);
    given([...open, ordered])
      .when('RaiseOverdueReblock', {}, system(until))
      .then([]);
  });

  it('turns to the head when the alarm has not helped either, and then falls silent', () => {
    given([...open, ordered, overdue])
      .when('RaiseOverdueReblock', {}, system(late))
      .then([]);
    given([...open, ordered, overdue])
      .when('RaiseOverdueReblock', {}, system(later))
      .then([escalated]);
    given([...open, ordered, overdue, did(system(later), escalated)])
      .when('RaiseOverdueReblock', {}, system('2026-04-01T15:00:00.000Z'))
      .then([]);
    given([...open, ordered, overdue, did(system(later), escalated)])
      .when('ConfirmReblock', {}, technician)
      .then([{ type: 'SiteReblocked', data: {} }]);
  });

  it('records the confirmation of a technician, also ahead of time', () => {
    const note = 'Checked on the class set.';
    given([...open, ordered])
      .when('ConfirmReblock', { note }, technician)
      .then([{ type: 'SiteReblocked', data: { note } }]);
    given(open)
      .when('ConfirmReblock', {}, technician)
      .then([{ type: 'SiteReblocked', data: {} }]);
    given([...open, ordered])
      .when('ConfirmReblock', {}, teacher)
      .thenRejected('NOT_YOUR_ROLE');
  });

  it('extends only by a new agreement of another person', () => {
    given(open)
      .when('RequestExtension', { until: longer, reason }, teacher)
      .then([{ type: 'ExtensionRequested', data: { until: longer, reason } }]);
    given([...open, extensionAsked])
      .when('AgreeExtension', { reason }, as('onlineSafetyLead', 'ann'))
      .thenRejected('OWN_REQUEST');
    given([...open, extensionAsked])
      .when('AgreeExtension', { reason }, lead)
      .then([{ type: 'ExtensionAgreed', data: { until: longer, reason } }]);
  });

  it('blocks at the old end while an extension is not agreed, at the new one after', () => {
    given([...open, extensionAsked])
      .when('OrderReblock', {}, system(until))
      .then([{ type: 'ReblockOrdered', data: { confirmBy: '2026-03-21T15:00:00.000Z' } }]);
    const extended = did(lead, { type: 'ExtensionAgreed', data: { until: longer, reason } });
    given([...open, extensionAsked, extended])
      .when('OrderReblock', {}, system(until))
      .then([]);
  });

  it('refuses an extension that is none, a second one, and an answer to none', () => {
    given(open).when('RequestExtension', { until, reason }, teacher).thenRejected('END_DATE_NOT_LATER');
    given([...open, extensionAsked])
      .when('RequestExtension', { until: longer, reason }, teacher)
      .thenRejected('WRONG_STATE');
    given(open).when('AgreeExtension', { reason }, lead).thenRejected('WRONG_STATE');
    given(open).when('DeclineExtension', { reason }, lead).thenRejected('WRONG_STATE');
  });

  it('keeps the agreed end when the extension is declined', () => {
    const declined = did(lead, { type: 'ExtensionDeclined', data: { reason } });
    given([...open, extensionAsked])
      .when('DeclineExtension', { reason }, lead)
      .then([{ type: 'ExtensionDeclined', data: { reason } }]);
    given([...open, extensionAsked, declined])
      .when('AgreeExtension', { reason }, lead)
      .thenRejected('WRONG_STATE');
  });
});

describe('SL6: who decides may ask for more first', () => {
  const question = 'Which pages of it?';
  const asked = did(lead, { type: 'MoreInformationAsked', data: { question } });
  const answered = did(teacher, { type: 'MoreInformationGiven', data: { answer: 'Only the gallery.' } });

  it('puts the question on record, and takes no agreement until it is answered', () => {
    given([requested])
      .when('AskForMoreInformation', { question }, lead)
      .then([{ type: 'MoreInformationAsked', data: { question } }]);
    given([requested, asked]).when('AgreeUnblock', { reason }, lead).thenRejected('WRONG_STATE');
    given([requested, asked])
      .when('GiveMoreInformation', { answer: 'Only the gallery.' }, teacher)
      .then([{ type: 'MoreInformationGiven', data: { answer: 'Only the gallery.' } }]);
    given([requested, asked, answered])
      .when('AgreeUnblock', { reason }, lead)
      .then([{ type: 'UnblockAgreed', data: { reason, implementBy } }]);
  });

  it('lets only who decides ask, and only who asked for the site answer', () => {
    given([requested]).when('AskForMoreInformation', { question }, as('teacher', 'eve')).thenRejected('NOT_YOUR_ROLE');
    given([requested])
      .when('AskForMoreInformation', { question }, as('onlineSafetyLead', 'ann'))
      .thenRejected('OWN_REQUEST', 'SL6');
    given([requested, asked]).when('GiveMoreInformation', { answer: 'All.' }, lead).thenRejected('NOT_YOUR_ROLE');
    given([requested]).when('GiveMoreInformation', { answer: 'All.' }, teacher).thenRejected('WRONG_STATE');
  });

  it('may decline, and the person who asked withdraw, while the question is open', () => {
    given([requested, asked])
      .when('DeclineUnblock', { reason }, lead)
      .then([{ type: 'UnblockDeclined', data: { reason } }]);
    given([requested, asked])
      .when('WithdrawUnblockRequest', { reason }, teacher)
      .then([{ type: 'UnblockRequestWithdrawn', data: { reason } }]);
  });
});

describe('D18: a permanent opening has a review date and two who agree', () => {
  const review = '2027-03-12T09:00:00.000Z';
  const permanent = { ...request, permanent: true, until: review };
  const asked = did(teacher, { type: 'UnblockRequested', data: permanent });
  const first = did(lead, { type: 'UnblockFirstAgreed', data: { reason } });
  const head = as('headteacher', 'hal');
  const second = did(head, { type: 'UnblockAgreed', data: { reason } });
  const open = [asked, first, second, did(technician, { type: 'SiteUnblocked', data: { until: review } })];

  it('is asked for until its review, within a year', () => {
    given([])
      .when('RequestUnblock', permanent, teacher)
      .then([{ type: 'UnblockRequested', data: permanent }]);
    given([])
      .when('RequestUnblock', { ...permanent, until: '2027-03-12T09:00:00.001Z' }, teacher)
      .thenRejected('END_DATE_TOO_FAR');
  });

  it('is agreed by two different people before it is implemented', () => {
    given([asked])
      .when('AgreeUnblock', { reason }, lead)
      .then([{ type: 'UnblockFirstAgreed', data: { reason } }]);
    given([asked, first]).when('ImplementUnblock', {}, technician).thenRejected('WRONG_STATE');
    given([asked, first]).when('AgreeUnblock', { reason }, lead).thenRejected('SAME_PERSON_TWICE', 'D18');
    given([asked, first]).when('AgreeUnblock', { reason }, as('headteacher', 'ann')).thenRejected('OWN_REQUEST', 'SL6');
    given([asked, first])
      .when('AgreeUnblock', { reason }, head)
      .then([{ type: 'UnblockAgreed', data: { reason, implementBy } }]);
    given([asked, first, second])
      .when('ImplementUnblock', {}, technician)
      .then([{ type: 'SiteUnblocked', data: { until: review } }]);
  });

  it('ends at its review when nobody has agreed to more time', () => {
    given(open)
      .when('OrderReblock', {}, as('system', 'worker', review))
      .then([{ type: 'ReblockOrdered', data: { confirmBy: '2027-03-13T09:00:00.000Z' } }]);
  });

  it('goes on after its review only by two new agreements', () => {
    const atReview = '2027-03-01T09:00:00.000Z';
    const next = '2028-02-29T09:00:00.000Z';
    const again = did(as('teacher', 'ann', atReview), { type: 'ExtensionRequested', data: { until: next, reason } });
    const firstAgain = did(as('onlineSafetyLead', 'ben', atReview), {
      type: 'ExtensionFirstAgreed',
      data: { reason },
    });
    given([...open, again])
      .when('AgreeExtension', { reason }, as('onlineSafetyLead', 'ben', atReview))
      .then([{ type: 'ExtensionFirstAgreed', data: { reason } }]);
    given([...open, again, firstAgain])
      .when('AgreeExtension', { reason }, as('onlineSafetyLead', 'ben', atReview))
      .thenRejected('SAME_PERSON_TWICE');
    given([...open, again, firstAgain])
      .when('AgreeExtension', { reason }, as('headteacher', 'hal', atReview))
      .then([{ type: 'ExtensionAgreed', data: { until: next, reason } }]);
    given([...open, again, firstAgain])
      .when('OrderReblock', {}, as('system', 'worker', review))
      .then([{ type: 'ReblockOrdered', data: { confirmBy: '2027-03-13T09:00:00.000Z' } }]);
  });
});

describe('SL6: an agreement stands though who gave it has left', () => {
  it('is implemented after', () => {
    given([requested, agreed])
      .when('ImplementUnblock', {}, as('technician', 'cai', '2026-03-19T09:00:00.000Z'))
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it('but not after the time that was agreed', () => {
    given([requested, agreed])
      .when('ImplementUnblock', {}, as('technician', 'cai', until))
      .thenRejected('END_DATE_IN_THE_PAST');
  });
});

describe('D19: nobody lets a site through that is on a list of illegal ones', () => {
  const illegalSites = new Map([
    ['iwf', { edition: '2026-03-12', hashes: new Set([hashOf('example.org/campaign')]) }],
  ] as const);
  const knowing = (context: Context): Context => ({ ...context, illegalSites });
  const attempt = { type: 'IllegalSiteRefused', data: { target: request.target, list: 'iwf' } } as const;

  it('refuses the request, whoever makes it, and puts the attempt on record', () => {
    for (const role of ['teacher', 'headteacher', 'technician'] as const)
      given([])
        .when('RequestUnblock', request, knowing(as(role, 'ann')))
        .thenRejectedOnRecord('ILLEGAL_SITE', 'D19', [attempt]);
  });

  it('refuses agreement and implementation where a list has come since', () => {
    given([requested])
      .when('AgreeUnblock', { reason }, knowing(lead))
      .thenRejectedOnRecord('ILLEGAL_SITE', 'D19', [attempt]);
    given([requested, agreed])
      .when('ImplementUnblock', {}, knowing(technician))
      .thenRejectedOnRecord('ILLEGAL_SITE', 'D19', [attempt]);
    given([requested, did(lead, attempt)])
      .when('AgreeUnblock', { reason }, lead)
      .thenRejected('WRONG_STATE');
  });

  const end = [
    { type: 'OpenSiteFoundIllegal', data: { list: 'iwf' } },
    { type: 'ReblockOrdered', data: { confirmBy: now } },
  ] as const;

  it('refuses what waits when a list comes to name it, also what is agreed for a later day', () => {
    const question = did(lead, { type: 'MoreInformationAsked', data: { question: 'Which?' } });
    for (const past of [[requested], [requested, question], [requested, agreed]])
      given(past).when('CheckForIllegalSite', {}, knowing(technician)).then([attempt]);
    given([requested, agreed]).when('CheckForIllegalSite', {}, technician).then([]);
    given([requested, did(lead, { type: 'UnblockDeclined', data: { reason } })])
      .when('CheckForIllegalSite', {}, knowing(technician))
      .then([]);
  });

  it('orders an open site blocked again at once, without waiting for its end', () => {
    const open = [requested, agreed, opened];
    given(open).when('CheckForIllegalSite', {}, knowing(technician)).then(end);
    given(open).when('CheckForIllegalSite', {}, technician).then([]);
    given(open)
      .when('RequestExtension', { until: longer, reason }, knowing(teacher))
      .thenRejectedOnRecord('ILLEGAL_SITE', 'D19', end);
    given([...open, extensionAsked])
      .when('AgreeExtension', { reason }, knowing(lead))
      .thenRejectedOnRecord('ILLEGAL_SITE', 'D19', end);
  });
});

describe('SL6: what the filter has confirmed, where the school chose that Daybook changes it', () => {
  const daybook = as('system', 'daybook');

  it('is the third act after request and agreement, and none without them', () => {
    given([requested, agreed])
      .when('NoteLetThroughByFilter', {}, daybook)
      .then([{ type: 'SiteUnblocked', data: { until } }]);
    given([requested]).when('NoteLetThroughByFilter', {}, daybook).then([]);
    given([requested, agreed, opened]).when('NoteLetThroughByFilter', {}, daybook).then([]);
  });

  it('and says so, and that it has to end, where the filter was so late that the time is up', () => {
    const late = as('system', 'daybook', until);
    given([requested, agreed])
      .when('NoteLetThroughByFilter', {}, late)
      .then([
        { type: 'SiteUnblocked', data: { until } },
        { type: 'ReblockOrdered', data: { confirmBy: '2026-03-21T15:00:00.000Z' } },
      ]);
  });

  it('ends an opening that was ordered blocked again, and no other', () => {
    given([requested, agreed, opened, ordered])
      .when('NoteBlockedAgainByFilter', {}, daybook)
      .then([{ type: 'SiteReblocked', data: {} }]);
    given([requested, agreed, opened]).when('NoteBlockedAgainByFilter', {}, daybook).then([]);
  });

  it('is said by Daybook and by nobody else', () => {
    given([requested, agreed]).when('NoteLetThroughByFilter', {}, technician).thenRejected('NOT_YOUR_ROLE', 'SL6');
    given([requested, agreed, opened, ordered])
      .when('NoteBlockedAgainByFilter', {}, technician)
      .thenRejected('NOT_YOUR_ROLE', 'SL6');
  });
});

describe('D17, D18: what comes between', () => {
  const system = (at: string): Context => as('system', 'daybook', at);

  it('an approver who has left the school: the agreement was given in the role of its day, and stands', () => {
    given([requested, did(as('onlineSafetyLead', 'gone', before), { type: 'UnblockAgreed', data: { reason } })])
      .when('ImplementUnblock', {}, technician)
      .then([{ type: 'SiteUnblocked', data: { until } }]);
  });

  it('a second approver a moment later finds it decided', () => {
    given([requested, agreed])
      .when('AgreeUnblock', { reason }, as('onlineSafetyLead', 'dee'))
      .thenRejected('WRONG_STATE', 'SL6');
  });

  it('an end in the hour that the clocks repeat in autumn is the one that was meant, told apart by its offset', () => {
    // 01:30 in summer time, and 01:30 again an hour later.
    for (const [early, end, confirmBy] of [
      ['2026-10-25T00:29:59.999Z', '2026-10-25T00:30:00.000Z', '2026-10-26T00:30:00.000Z'],
      ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    ] as const) {
      const open = [requested, agreed, did(technician, { type: 'SiteUnblocked', data: { until: end } })];
      given(open).when('OrderReblock', {}, system(early)).then([]);
      given(open)
        .when('OrderReblock', {}, system(end))
        .then([{ type: 'ReblockOrdered', data: { confirmBy } }]);
    }
  });

  it('an end in the school holidays is an end: it is not moved to the first day of term', () => {
    const holidays = {
      years: [{ year: 2026, terms: [{ name: 'Autumn', from: '2026-09-02', to: '2026-12-18' }], insetDays: [] }],
    };
    const boxingDay = '2026-12-26T12:00:00.000Z';
    given([requested, agreed, did(technician, { type: 'SiteUnblocked', data: { until: boxingDay } })])
      .when('OrderReblock', {}, { ...system(boxingDay), calendar: holidays })
      .then([{ type: 'ReblockOrdered', data: { confirmBy: '2026-12-27T12:00:00.000Z' } }]);
  });
});

describe('D19: the limit of a list of hashes', () => {
  const holding = (form: string): Context => ({
    ...teacher,
    illegalSites: new Map([['iwf', { edition: '1', hashes: new Set([hashOf(form)]) }]]),
  });
  const asking = (value: string) => ({ ...temporary, target: { kind: 'domain', value } }) as const;

  it('a domain is refused where it, or one above it, is listed', () => {
    for (const form of ['bad.example.org/', 'example.org/'])
      given([])
        .when('RequestUnblock', asking('bad.example.org'), holding(form))
        .thenRejectedOnRecord('ILLEGAL_SITE', 'D19', [
          { type: 'IllegalSiteRefused', data: { target: { kind: 'domain', value: 'bad.example.org' }, list: 'iwf' } },
        ]);
  });

  it('a domain that only holds a listed page cannot be recognised by hashes: the filter keeps that page blocked', () => {
    given([])
      .when('RequestUnblock', asking('example.org'), holding('example.org/deep/page'))
      .then([{ type: 'UnblockRequested', data: { ...asking('example.org'), permanent: false } }]);
  });
});
