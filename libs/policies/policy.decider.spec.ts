import type { Context } from '#libs/eventing/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { adoptedPolicy } from './policy.decider.js';
import { contentHash, packFor } from './policy-packs.js';

const { given } = specFor(adoptedPolicy);

const now = '2026-03-12T09:00:00.000Z';

/** No policy is in force before the first is adopted, so a decision may not look at one. */
const as = (role: Role): Context => ({
  actor: 'ann',
  role,
  roles: [role],
  school: '900001',
  now,
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

describe('SL1: the policy is approved by the governing body and due for review', () => {
  it('records the approval, the minute and the next review, bound to the contents of the pack', () => {
    given([])
      .when('AdoptPolicy', adoption, headteacher)
      .then([{ type: 'PolicyAdopted', data: { ...adoption, contentHash: hash } }]);
  });

  it.each(['headteacher', 'governor', 'chairOfGovernors', 'systemAdministrator'] as const)(
    'lets a person record it as %s',
    (role) => {
      given([])
        .when('AdoptPolicy', adoption, as(role))
        .then([{ type: 'PolicyAdopted', data: { ...adoption, contentHash: hash } }]);
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

  it.each([[''], ['  ']])('refuses an approval without a minute: "%s"', (minuteReference) => {
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
      .then([{ type: 'PolicyAdopted', data: { ...adoption, approvedOn: '2026-03-12', contentHash: hash } }]);
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
      .then([{ type: 'PolicyAdopted', data: { ...past, contentHash: hash } }]);
  });
});

describe('SW3: an edition is in force until another is adopted', () => {
  it('refuses the same edition twice', () => {
    given([adopted]).when('AdoptPolicy', adoption, headteacher).thenRejected('POLICY_ALREADY_ADOPTED', 'SL1');
  });

  it('adopts another edition, and may go back to the one before', () => {
    const second = { type: 'PolicyAdopted', data: { ...another, contentHash: anotherHash } } as const;
    given([adopted]).when('AdoptPolicy', another, headteacher).then([second]);
    given([adopted, { ...second, by }])
      .when('AdoptPolicy', adoption, headteacher)
      .then([{ type: 'PolicyAdopted', data: { ...adoption, contentHash: hash } }]);
  });
});
