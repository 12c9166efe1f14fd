import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { referral } from './referral.decider.js';
import type { ReferralEvent } from './referral.events.js';
import { referralAgencies, type ReferralAgency } from './referral-words.js';
import { answerBy, referralTimes } from './referral-times.js';
import { everybodyKnown, known } from '../../test/support/known-people.js';

const { given } = specFor(referral);
/** A Thursday; London keeps winter time. */
const now = '2026-03-12T09:00:00.000Z';
const policy = packFor('stokes-wood', '2024-09')!;
const as = (role: Role, actor: string, at = now): Context => ({
  actor,
  role,
  roles: [role],
  school: '900002',
  now: at,
  policy,
  people: everybodyKnown,
});
const dsl = as('dsl', 'ann');
const head = as('headteacher', 'hal');
const chair = as('chairOfGovernors', 'gil');
const daybook = (at: string): Context => as('system', 'daybook', at);

type Past = Parameters<typeof given>[0][number];
const did = (by: Context, event: ReferralEvent): Past => ({
  ...event,
  by: { actor: by.actor, role: by.role, at: by.now },
});

const text = 'What was written.';
const investigation = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01';
const consider = { agency: 'socialCare' as const, about: 'pupil' as const, subjects: ['pip'], concern: text };
const considered = did(dsl, { type: 'ReferralConsidered', data: consider });
const made = {
  madeAt: '2026-03-12T08:30:00.000Z',
  madeBy: 'ann',
  how: 'telephone' as const,
  told: text,
  answerBy: '2026-03-13T08:30:00.000Z',
};
const { madeAt, how, told } = made;
const referralMade = did(dsl, { type: 'ReferralMade', data: made });
const required = did(daybook(now), {
  type: 'ReferralRequired',
  data: { agency: 'police', about: 'pupil', makeBy: '2026-03-12T10:00:00.000Z', mandatory: true, investigation },
});
const ladoRequired = did(daybook(now), {
  type: 'ReferralRequired',
  data: { agency: 'lado', about: 'staff', makeBy: '2026-03-13T09:00:00.000Z', mandatory: false },
});

describe('D14: a referral is considered, made or not made, with its date and its reasons', () => {
  it.each(referralAgencies)('to %s', (agency) => {
    const data = { ...consider, agency, ...(agency === 'other' && { agencyName: 'The shop' }) };
    given([])
      .when('ConsiderReferral', data, dsl)
      .then([{ type: 'ReferralConsidered', data }]);
  });

  it('names an agency that is none of the known ones', () => {
    given([])
      .when('ConsiderReferral', { ...consider, agency: 'other' }, dsl)
      .thenRejected('AGENCY_NOT_NAMED', 'D14');
  });

  it('is refused without a date, and with one that lies ahead', () => {
    given([considered]).when('RecordReferralMade', { how, told }, dsl).thenRejected('REFERRAL_DATE_MISSING', 'D14');
    given([considered])
      .when('RecordReferralMade', { madeAt: '2026-03-12T09:00:00.001Z', how, told }, dsl)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D14');
  });

  it('says when, by whom, how and with which reference', () => {
    given([considered])
      .when('RecordReferralMade', { madeAt, how, told }, dsl)
      .then([{ type: 'ReferralMade', data: made }]);
    const details = { madeBy: 'ben', contact: 'Duty desk', reference: 'R 17' };
    given([considered])
      .when('RecordReferralMade', { madeAt, how, told, ...details }, dsl)
      .then([{ type: 'ReferralMade', data: { ...made, ...details } }]);
  });

  it('is about people on the list of the school, and made by one of them or by the sender', () => {
    const knowing = (...ids: string[]) => ({ ...dsl, people: known(Object.fromEntries(ids.map((id) => [id, {}]))) });
    given([]).when('ConsiderReferral', consider, knowing()).thenRejected('PERSON_UNKNOWN', 'D14');
    given([])
      .when('ConsiderReferral', { ...consider, subjects: ['pip', 'pia'] }, knowing('pip'))
      .thenRejected('PERSON_UNKNOWN', 'D14');
    const made = { madeAt, how, told, madeBy: 'ben' };
    given([considered]).when('RecordReferralMade', made, knowing()).thenRejected('PERSON_UNKNOWN', 'D14');
    given([considered])
      .when('RecordReferralMade', { ...made, madeBy: 'ann' }, knowing())
      .then([{ type: 'ReferralMade', data: { ...made, madeBy: 'ann', answerBy: '2026-03-13T08:30:00.000Z' } }]);
  });

  it('is not made for stated reasons, and may be made later after all', () => {
    given([considered])
      .when('RecordNotReferred', { reasons: text }, dsl)
      .then([{ type: 'ReferralNotMade', data: { reasons: text } }]);
    const notMade = did(dsl, { type: 'ReferralNotMade', data: { reasons: text } });
    given([considered, notMade])
      .when('RecordReferralMade', { madeAt, how, told }, dsl)
      .then([{ type: 'ReferralMade', data: made }]);
  });

  it('is acknowledged, answered, withdrawn or closed with its outcome', () => {
    const past = [considered, referralMade];
    given(past)
      .when('RecordReferralAcknowledged', { acknowledgedAt: now, reference: 'R 17' }, dsl)
      .then([{ type: 'ReferralAcknowledged', data: { acknowledgedAt: now, reference: 'R 17' } }]);
    given(past)
      .when('RecordReferralAnswered', { answeredAt: now, answer: text }, dsl)
      .then([{ type: 'ReferralAnswered', data: { answeredAt: now, answer: text } }]);
    given(past)
      .when('WithdrawReferral', { reason: text }, dsl)
      .then([{ type: 'ReferralWithdrawn', data: { reason: text } }]);
    given(past)
      .when('CloseReferral', { outcome: text }, dsl)
      .then([{ type: 'ReferralClosed', data: { outcome: text } }]);
    given([considered]).when('CloseReferral', { outcome: text }, dsl).thenRejected('WRONG_STATE', 'D14');
    given([]).when('CloseReferral', { outcome: text }, dsl).thenRejected('NOT_FOUND');
    given(past).when('ConsiderReferral', consider, dsl).thenRejected('ALREADY_EXISTS', 'D14');
  });

  it('is handled by those who handle such a case, and by nobody it is about', () => {
    given([considered]).when('RecordNotReferred', { reasons: text }, as('dsl', 'pip')).thenRejected('OWN_CASE', 'D6');
    given([ladoRequired]).when('RecordNotReferred', { reasons: text }, dsl).thenRejected('NOT_YOUR_ROLE', 'SL16');
    given([])
      .when('ConsiderReferral', { ...consider, about: 'headteacher' }, head)
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
  });

  it('records that its report was printed', () => {
    given([considered, referralMade])
      .when('TakeReferralReport', { sha256: 'ab'.repeat(32) }, dsl)
      .then([{ type: 'ReferralReportTaken', data: { sha256: 'ab'.repeat(32) } }]);
  });
});

describe('D14: an agency that has not answered in its time is chased', () => {
  const late = (at: string, past: Past[] = [considered, referralMade]) =>
    given(past).when('RaiseLateAnswer', {}, daybook(at));

  it('raises the alarm at the moment, not before, and names roles alone', () => {
    late('2026-03-13T08:29:59.999Z').then([]);
    late(made.answerBy).then([
      {
        type: 'ReferralAnswerLate',
        data: { answerBy: made.answerBy, alert: ['dsl', 'onlineSafetyLead'], next: '2026-03-16T08:30:00.000Z' },
      },
    ]);
  });

  it('then to the deputy, then to the head, and then no more', () => {
    const first = did(daybook(made.answerBy), {
      type: 'ReferralAnswerLate',
      data: { answerBy: made.answerBy, alert: ['dsl'], next: '2026-03-16T08:30:00.000Z' },
    });
    const second = did(daybook(now), {
      type: 'ReferralAnswerLate',
      data: { answerBy: now, alert: ['deputyDsl'], next: '2026-03-17T08:30:00.000Z' },
    });
    const third = did(daybook(now), { type: 'ReferralAnswerLate', data: { answerBy: now, alert: ['headteacher'] } });
    const past = [considered, referralMade, first];
    late('2026-03-17T08:30:00.000Z', [...past, second]).then([
      { type: 'ReferralAnswerLate', data: { answerBy: '2026-03-17T08:30:00.000Z', alert: ['headteacher'] } },
    ]);
    late('2027-01-01T00:00:00.000Z', [...past, second, third]).then([]);
  });

  it('is silent once there is an answer, and begins anew when the agency was asked again', () => {
    const answered = did(dsl, { type: 'ReferralAnswered', data: { answeredAt: now, answer: text } });
    late('2027-01-01T00:00:00.000Z', [considered, referralMade, answered]).then([]);
    given([considered, referralMade])
      .when('ChaseReferral', { how: 'email' }, dsl)
      .then([{ type: 'ReferralChased', data: { how: 'email', answerBy: '2026-03-13T09:00:00.000Z' } }]);
  });

  it.each<[ReferralAgency, string]>([
    ['lado', '2026-03-16T15:00:00.000Z'],
    ['socialCare', '2026-03-16T15:00:00.000Z'],
    ['police', '2026-03-16T15:00:00.000Z'],
    ['prevent', '2026-03-20T15:00:00.000Z'],
    ['iwf', '2026-03-20T15:00:00.000Z'],
  ])('%s has until %s, asked on a Friday afternoon', (agency, until) => {
    expect(answerBy(agency, '2026-03-13T15:00:00.000Z', policy)).toBe(until);
  });

  it('every time limit says where it comes from', () => {
    for (const { sourceText, checkAgain } of referralTimes) {
      expect(sourceText).not.toBe('');
      expect(checkAgain).toMatch(/^\d{4}-\d{2}$/);
    }
  });
});

describe('D12, SL5: an investigation waits for its police referral', () => {
  const require = { agency: 'police' as const, about: 'pupil' as const, since: now, investigation };

  it('is required with an hour as its alarm, once', () => {
    given([])
      .when('RequireReferral', require, daybook(now))
      .then([{ type: 'ReferralRequired', data: required.data as never }]);
    given([required]).when('RequireReferral', require, daybook(now)).then([]);
  });

  it('is required anew by a suspicion after it was made, not by one before', () => {
    const past = [required, did(as('dsl', 'ann', '2026-03-12T09:30:00.000Z'), { type: 'ReferralMade', data: made })];
    given(past).when('RequireReferral', require, daybook(now)).then([]);
    const again = { ...require, since: '2026-03-12T09:30:00.001Z' };
    given(past)
      .when('RequireReferral', again, daybook(now))
      .then([
        {
          type: 'ReferralRequired',
          data: { ...required.data, makeBy: '2026-03-12T10:30:00.001Z' } as never,
        },
      ]);
  });

  it('has no way round it', () => {
    given([required]).when('RecordNotReferred', { reasons: text }, dsl).thenRejected('REFERRAL_MANDATORY', 'SL5');
    given([required]).when('WithdrawReferral', { reason: text }, dsl).thenRejected('REFERRAL_MANDATORY', 'SL5');
  });

  it('tells the investigation when it is made', () => {
    given([required])
      .when('RecordReferralMade', { madeAt, how, told }, dsl)
      .then([{ type: 'ReferralMade', data: { ...made, investigation } }]);
  });

  it('escalates while nobody makes it', () => {
    given([required]).when('RaiseOverdueReferral', {}, daybook('2026-03-12T09:59:59.999Z')).then([]);
    given([required])
      .when('RaiseOverdueReferral', {}, daybook('2026-03-12T10:00:00.000Z'))
      .then([
        {
          type: 'ReferralOverdue',
          data: {
            makeBy: '2026-03-12T10:00:00.000Z',
            alert: ['dsl', 'onlineSafetyLead'],
            next: '2026-03-12T11:00:00.000Z',
          },
        },
      ]);
    given([required, referralMade]).when('RaiseOverdueReferral', {}, daybook('2026-03-12T10:00:00.000Z')).then([]);
  });
});

describe('D15: the LADO hears of an allegation within one working day', () => {
  it('which a weekend does not use up', () => {
    given([])
      .when(
        'RequireReferral',
        { agency: 'lado', about: 'staff', since: '2026-03-13T15:00:00.000Z', incident: investigation },
        daybook(now),
      )
      .then([
        {
          type: 'ReferralRequired',
          data: {
            agency: 'lado',
            about: 'staff',
            makeBy: '2026-03-16T15:00:00.000Z',
            mandatory: false,
            incident: investigation,
          },
        },
      ]);
  });

  it('or the alarm goes to the headteacher, then to the chair of governors', () => {
    const at = '2026-03-13T09:00:00.000Z';
    given([ladoRequired])
      .when('RaiseOverdueReferral', {}, daybook(at))
      .then([
        {
          type: 'ReferralOverdue',
          data: { makeBy: at, alert: ['headteacher'], next: '2026-03-16T09:00:00.000Z' },
        },
      ]);
  });

  it('unless it is written down why not', () => {
    const notMade = { type: 'ReferralNotMade', data: { reasons: text } } as const;
    given([ladoRequired]).when('RecordNotReferred', { reasons: text }, head).then([notMade]);
    given([ladoRequired, did(head, notMade)])
      .when('RaiseOverdueReferral', {}, daybook('2026-03-14T09:00:00.000Z'))
      .then([]);
  });

  it('and the chair of governors where it is about the headteacher', () => {
    const about = { ...consider, agency: 'lado' as const, about: 'headteacher' as const };
    given([])
      .when('ConsiderReferral', about, chair)
      .then([{ type: 'ReferralConsidered', data: about }]);
  });
});
