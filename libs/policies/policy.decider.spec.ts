import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { adoptedPolicy } from './policy.decider.js';
import { contentHash, packFor } from './policy-packs.js';

const { given } = specFor(adoptedPolicy);

const now = '2026-03-12T09:00:00.000Z';

/** No policy is in force before the first is adopted, so a decision may not look at one. */
const as = (role: Role, actor = 'ann'): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now,
  ownPacks: ['st-levan', 'stokes-wood', 'no-such-school'],
  get policy(): never {
    throw new Error('no policy has been adopted');
  },
});
const headteacher = as('headteacher');

const adoption = {
  pack: 'st-levan',
  edition: '2017-09',
  approvedOn: '2026-03-10',
  minuteReference: 'Full governing body, 10 March 2026, item 6',
  nextReviewOn: '2027-03-10',
};
const hash = contentHash(packFor('st-levan', '2017-09')!);
const by = { actor: 'ann', role: 'headteacher', at: now } as const;
const adopted = { type: 'PolicyAdopted', data: { ...adoption, contentHash: hash }, by } as const;
const another = { ...adoption, pack: 'stokes-wood', edition: '2024-09' };
const anotherHash = contentHash(packFor('stokes-wood', '2024-09')!);

const approvalOf = (data: typeof adoption, contentHash = hash) =>
  ({ type: 'PolicyApprovalRecorded', data: { ...data, contentHash }, by }) as const;
const approval = approvalOf(adoption);
const withoutBy = <T extends { type: string; data: unknown }>({ type, data }: T): Pick<T, 'type' | 'data'> => ({
  type,
  data,
});
const confirmer = (role: Role): Context => as(role, 'ben');
const { pack, edition } = adoption;

describe('SL1: the policy is approved by the governing body and due for review', () => {
  it('records the approval, the minute and the next review, bound to the contents of the pack', () => {
    given([])
      .when('AdoptPolicy', adoption, headteacher)
      .then([withoutBy(approval)]);
  });

  it.each(['headteacher', 'governor', 'chairOfGovernors', 'systemAdministrator'] as const)(
    'lets a person record it as %s',
    (role) => {
      given([])
        .when('AdoptPolicy', adoption, as(role))
        .then([withoutBy(approval)]);
    },
  );

  it.each(['teacher', 'onlineSafetyLead', 'dsl', 'networkManager', 'auditor', 'parent', 'system'] as const)(
    'refuses it to a person acting as %s',
    (role) => {
      given([]).when('AdoptPolicy', adoption, as(role)).thenRejected('NOT_YOUR_ROLE', 'SL1');
    },
  );

  it.each([
    ['no-such-school', '2017-09'],
    ['st-levan', '2024-09'],
  ])('refuses a policy that is not shipped: %s %s', (pack, edition) => {
    given([])
      .when('AdoptPolicy', { ...adoption, pack, edition }, headteacher)
      .thenRejected('UNKNOWN_POLICY', 'SL1');
  });

  it.each([[''], ['  '], ['\u200b'], ['—']])('refuses an approval without a minute: "%s"', (minuteReference) => {
    given([])
      .when('AdoptPolicy', { ...adoption, minuteReference }, headteacher)
      .thenRejected('MINUTE_REFERENCE_MISSING', 'SL1');
  });

  it('refuses an approval of tomorrow and takes one of today', () => {
    given([])
      .when('AdoptPolicy', { ...adoption, approvedOn: '2026-03-13' }, headteacher)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'SL1');
    given([])
      .when('AdoptPolicy', { ...adoption, approvedOn: '2026-03-12' }, headteacher)
      .then([withoutBy(approvalOf({ ...adoption, approvedOn: '2026-03-12' }))]);
  });

  it('refuses a next review that is not after the approval', () => {
    given([])
      .when('AdoptPolicy', { ...adoption, nextReviewOn: adoption.approvedOn }, headteacher)
      .thenRejected('END_DATE_NOT_LATER');
  });

  it('takes a next review that has passed: it is overdue, and that is to be seen', () => {
    const past = { ...adoption, approvedOn: '2017-09-20', nextReviewOn: '2021-09-30' };
    given([])
      .when('AdoptPolicy', past, headteacher)
      .then([withoutBy(approvalOf(past))]);
  });
});

it.each([undefined, [], ['stokes-wood']])(
  'SL1: a school adopts only what was written for it, not for others: %s',
  (ownPacks) => {
    // The policy of the context may not be looked at.
    const at = (context: Context): Context => Object.defineProperty(context, 'ownPacks', { value: ownPacks });
    given([])
      .when('AdoptPolicy', adoption, at(as('headteacher')))
      .thenRejected('POLICY_OF_ANOTHER_SCHOOL', 'SL1');
    given([approval])
      .when('ConfirmPolicyAdoption', { pack, edition }, at(confirmer('headteacher')))
      .thenRejected('POLICY_OF_ANOTHER_SCHOOL', 'SL1');
  },
);

describe('SL1: nobody adopts a policy alone', () => {
  it.each(['headteacher', 'chairOfGovernors'] as const)('another person confirms it, as %s', (role) => {
    given([approval])
      .when('ConfirmPolicyAdoption', { pack, edition }, confirmer(role))
      .then([withoutBy(adopted)]);
  });

  it('never who recorded it, in whatever role, nor anybody but the chair and the head', () => {
    for (const role of ['headteacher', 'chairOfGovernors'] as const)
      given([approval])
        .when('ConfirmPolicyAdoption', { pack, edition }, as(role))
        .thenRejected('SAME_PERSON_TWICE', 'SL1');
    for (const role of ['governor', 'dsl', 'systemAdministrator', 'system'] as const)
      given([approval])
        .when('ConfirmPolicyAdoption', { pack, edition }, confirmer(role))
        .thenRejected('NOT_YOUR_ROLE', 'SL1');
  });

  it('the edition that was recorded last, once, in the words that were recorded', () => {
    const confirm = { pack, edition };
    const chair = confirmer('chairOfGovernors');
    given([]).when('ConfirmPolicyAdoption', confirm, chair).thenRejected('WRONG_STATE', 'SL1');
    given([approval, adopted])
      .when('ConfirmPolicyAdoption', confirm, chair)
      .thenRejected('POLICY_ALREADY_ADOPTED', 'SL1');
    given([approval, approvalOf(another, anotherHash)])
      .when('ConfirmPolicyAdoption', confirm, chair)
      .thenRejected('WRONG_STATE', 'SL1');
    given([approvalOf(adoption, anotherHash)])
      .when('ConfirmPolicyAdoption', confirm, chair)
      .thenRejected('WRONG_STATE', 'SL1');
  });

  it('until then none is in force, or the one before', () => {
    const kind = { code: 'ownTrading', label: 'Trading', countedAs: 'commerce', reason: 'Every week.' };
    given([approval]).when('AddIncidentKind', kind, headteacher).thenRejected('NO_POLICY_ADOPTED', 'SL1');
    given([adopted, approvalOf(another, anotherHash)])
      .when('AdoptPolicy', adoption, headteacher)
      .thenRejected('POLICY_ALREADY_ADOPTED', 'SL1');
  });
});

describe('SW3: an edition is in force until another is adopted', () => {
  it('refuses the same edition twice', () => {
    given([adopted]).when('AdoptPolicy', adoption, headteacher).thenRejected('POLICY_ALREADY_ADOPTED', 'SL1');
  });

  it('adopts another edition, and may go back to the one before', () => {
    const second = { type: 'PolicyAdopted', data: { ...another, contentHash: anotherHash } } as const;
    given([adopted, approvalOf(another, anotherHash)])
      .when('ConfirmPolicyAdoption', { pack: another.pack, edition: another.edition }, confirmer('headteacher'))
      .then([second]);
    given([adopted, { ...second, by }])
      .when('AdoptPolicy', adoption, headteacher)
      .then([withoutBy(approval)]);
  });
});

describe('SL6: that two people may do is decided by the governing body, and put in force by two', () => {
  const decision = { minuteReference: 'Item 9', reason: 'We have no third person.' };
  const proposed = { type: 'TwoPeopleProposed', data: decision, by } as const;
  const allowed = { type: 'TwoPeopleAllowed', data: decision, by } as const;
  const confirm = { minuteReference: 'Item 9' };

  it('one records it with its minute, another confirms it', () => {
    given([adopted])
      .when('AllowTwoPeople', decision, headteacher)
      .then([withoutBy(proposed)]);
    given([adopted, proposed])
      .when('ConfirmTwoPeople', confirm, confirmer('chairOfGovernors'))
      .then([withoutBy(allowed)]);
  });

  it('never who recorded it, nor a decision that was not recorded, or is decided', () => {
    const chair = confirmer('chairOfGovernors');
    given([adopted, proposed])
      .when('ConfirmTwoPeople', confirm, as('chairOfGovernors'))
      .thenRejected('SAME_PERSON_TWICE', 'SL6');
    given([adopted]).when('ConfirmTwoPeople', confirm, chair).thenRejected('WRONG_STATE', 'SL6');
    given([adopted, proposed])
      .when('ConfirmTwoPeople', { minuteReference: 'Item 8' }, chair)
      .thenRejected('WRONG_STATE', 'SL6');
    given([adopted, proposed, allowed]).when('ConfirmTwoPeople', confirm, chair).thenRejected('WRONG_STATE', 'SL6');
    const again = { type: 'ThreePeopleRequired', data: { reason: 'A technician has come.' }, by } as const;
    given([adopted, proposed, allowed, proposed, again])
      .when('ConfirmTwoPeople', confirm, chair)
      .thenRejected('WRONG_STATE', 'SL6');
    given([]).when('ConfirmTwoPeople', confirm, chair).thenRejected('NO_POLICY_ADOPTED', 'SL1');
  });

  it('with a minute that can be read', () => {
    for (const minuteReference of ['', '  ', '\u200b', '-'])
      given([adopted])
        .when('AllowTwoPeople', { ...decision, minuteReference }, headteacher)
        .thenRejected('MINUTE_REFERENCE_MISSING', 'SL6');
  });
});

describe('D4: the school adds kinds of incident in its own words', () => {
  const reason = 'Staff meeting of 2 March: it happens every week.';
  const kind = { code: 'ownRobuxTrading', label: 'Trading in games', countedAs: 'commerce', reason };
  const added = { type: 'IncidentKindAdded', data: kind, by } as const;
  const retired = { type: 'IncidentKindRetired', data: { code: kind.code, reason }, by } as const;

  it('maps each onto a kind of the adopted policy, or onto one of the four risks', () => {
    for (const countedAs of ['cyberbullying', 'commerce'])
      given([adopted])
        .when('AddIncidentKind', { ...kind, countedAs }, headteacher)
        .then([{ type: 'IncidentKindAdded', data: { ...kind, countedAs } }]);
    for (const countedAs of ['daydreaming', 'extremePornography'])
      given([adopted])
        .when('AddIncidentKind', { ...kind, countedAs }, headteacher)
        .thenRejected('UNKNOWN_INCIDENT_KIND', 'D4');
    given([adopted])
      .when('AddIncidentKind', { ...kind, countedAs: 'lowLevelStaffConcern' }, headteacher)
      .thenRejected('KEPT_APART', 'D16');
  });

  it('adds to a policy only, and each code once', () => {
    given([]).when('AddIncidentKind', kind, headteacher).thenRejected('NO_POLICY_ADOPTED', 'SL1');
    given([adopted, added]).when('AddIncidentKind', kind, headteacher).thenRejected('ALREADY_EXISTS', 'D4');
    given([adopted, added, retired]).when('AddIncidentKind', kind, headteacher).thenRejected('ALREADY_EXISTS', 'D4');
  });

  it('words or maps one anew, and retires it for good', () => {
    const anew = { ...kind, label: 'Buying and selling in games' };
    given([adopted, added])
      .when('ChangeIncidentKind', anew, headteacher)
      .then([{ type: 'IncidentKindChanged', data: anew }]);
    given([adopted, added])
      .when('ChangeIncidentKind', { ...anew, countedAs: 'daydreaming' }, headteacher)
      .thenRejected('UNKNOWN_INCIDENT_KIND', 'D4');
    given([adopted, added])
      .when('RetireIncidentKind', { code: kind.code, reason }, headteacher)
      .then([{ type: 'IncidentKindRetired', data: { code: kind.code, reason } }]);
    given([adopted, added, retired]).when('ChangeIncidentKind', anew, headteacher).thenRejected('WRONG_STATE', 'D4');
    given([adopted])
      .when('RetireIncidentKind', { code: 'ownOther', reason }, headteacher)
      .thenRejected('UNKNOWN_INCIDENT_KIND', 'D4');
  });

  it('keeps them when another edition is adopted', () => {
    const second = { type: 'PolicyAdopted', data: { ...another, contentHash: anotherHash }, by } as const;
    given([adopted, added, second]).when('AddIncidentKind', kind, headteacher).thenRejected('ALREADY_EXISTS', 'D4');
  });
});

describe('D7: the school decides on its own hours', () => {
  const set = (seriousness: string, hours: number) => ({
    seriousness,
    hours,
    reason: 'Two of the team work part-time.',
  });
  const decided = (seriousness: string, hours: number) =>
    ({ type: 'AcknowledgementHoursSet', data: set(seriousness, hours), by }) as const;

  it('where the policy states none, shorter or longer, with a reason', () => {
    for (const [seriousness, hours] of [['critical', 2] as const, ['serious', 48] as const])
      given([adopted])
        .when('SetAcknowledgementHours', set(seriousness, hours), headteacher)
        .then([{ type: 'AcknowledgementHoursSet', data: set(seriousness, hours) }]);
  });

  it('and never so that a graver incident waits as long as a lesser one', () => {
    given([adopted])
      .when('SetAcknowledgementHours', set('critical', 24), headteacher)
      .thenRejected('GRAVER_WAITS_LONGER', 'D7');
    given([adopted, decided('serious', 10)])
      .when('SetAcknowledgementHours', set('critical', 10), headteacher)
      .thenRejected('GRAVER_WAITS_LONGER', 'D7');
    given([adopted, decided('serious', 48)])
      .when('SetAcknowledgementHours', set('critical', 24), headteacher)
      .then([{ type: 'AcknowledgementHoursSet', data: set('critical', 24) }]);
  });

  it('for a degree that the policy has, once one is adopted', () => {
    given([adopted])
      .when('SetAcknowledgementHours', set('dire', 2), headteacher)
      .thenRejected('UNKNOWN_SERIOUSNESS', 'SW9');
    given([]).when('SetAcknowledgementHours', set('critical', 2), headteacher).thenRejected('NO_POLICY_ADOPTED', 'SL1');
  });
});
