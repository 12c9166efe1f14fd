import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { filteringReview } from './filtering-review.decider.js';
import type { FilteringReviewEvent } from './filtering-reviews.events.js';
import { everybodyKnown, known } from '../../test/support/known-people.js';

const { given } = specFor(filteringReview);

const now = '2026-03-12T09:00:00.000Z';
const person = (nth: number): string => `00000000-0000-4000-8000-00000000000${nth}`;
const at = (moment: string, alongside?: unknown): Context => ({
  actor: 'ben',
  role: 'onlineSafetyLead',
  roles: ['onlineSafetyLead'],
  school: '900002',
  now: moment,
  policy: packFor('stokes-wood', '2024-09')!,
  people: everybodyKnown,
  alongside,
});
const past = (...events: FilteringReviewEvent[]) =>
  events.map((event) => ({ ...event, by: { actor: 'ben', role: 'onlineSafetyLead', at: now } as const }));

const what = 'Tablets go home.';
const trigger = { trigger: 'byodOrRemoteWorking', what } as const;
const opened = (dueOn: string): FilteringReviewEvent => ({
  type: 'FilteringReviewOpened',
  data: { because: 'byodOrRemoteWorking', what, dueOn },
});
const annual = (dueOn: string): FilteringReviewEvent => ({
  type: 'FilteringReviewOpened',
  data: { because: 'annual', dueOn },
});
const seats = { seniorLeader: person(1), dsl: person(2), itSupport: person(3), governor: person(4) };
const said = { heldOn: '2026-03-12', findings: 'All is well.', decisions: 'None.' };
const held = { ...said, ...seats };
const heldEvent = (nextDueOn?: string): FilteringReviewEvent => ({
  type: 'FilteringReviewHeld',
  data: { ...held, ...(nextDueOn !== undefined && { nextDueOn }) },
});

describe('D22: something that changes opens a review out of its cycle, with a day by which it is due', () => {
  it('ten working days from now, or on the day that is said', () => {
    given([])
      .when('OpenFilteringReview', trigger, at(now))
      .then([opened('2026-03-26')]);
    given([])
      .when('OpenFilteringReview', { ...trigger, dueOn: '2026-03-13' }, at(now))
      .then([opened('2026-03-13')]);
  });

  it('not on a day that is over, not far off, and not twice', () => {
    const on = (dueOn: string) => ({ ...trigger, dueOn });
    given([]).when('OpenFilteringReview', on('2026-03-11'), at(now)).thenRejected('END_DATE_IN_THE_PAST', 'D22');
    given([]).when('OpenFilteringReview', on('2026-05-01'), at(now)).thenRejected('END_DATE_TOO_FAR', 'D22');
    given(past(opened('2026-03-26')))
      .when('OpenFilteringReview', trigger, at(now))
      .thenRejected('ALREADY_EXISTS', 'D22');
  });

  it('raises an alarm, once, when its day is over', () => {
    const overdue: FilteringReviewEvent = {
      type: 'FilteringReviewOverdue',
      data: { dueOn: '2026-03-26', alerted: ['onlineSafetyLead', 'headteacher'] },
    };
    const open = past(opened('2026-03-26'));
    given(open).when('RaiseOverdueReview', {}, at('2026-03-26T16:59:59.999Z')).then([]);
    given(open).when('RaiseOverdueReview', {}, at('2026-03-26T17:00:00.000Z')).then([overdue]);
    given([...open, ...past(overdue)])
      .when('RaiseOverdueReview', {}, at('2026-03-27T17:00:00.000Z'))
      .then([]);
    given([...open, ...past(heldEvent())])
      .when('RaiseOverdueReview', {}, at('2026-03-27T17:00:00.000Z'))
      .then([]);
  });
});

describe('D22, SW7: the review is held by the SLT, the DSL, IT support and the responsible governor', () => {
  it('is the annual one where none is open, and the next is due within the year of the policy', () => {
    given([])
      .when('HoldFilteringReview', held, at(now))
      .then([annual('2026-03-12'), heldEvent('2027-03-12')]);
    given(past(annual('2026-03-20')))
      .when('HoldFilteringReview', { ...held, nextDueOn: '2026-09-10' }, at(now))
      .then([heldEvent('2026-09-10')]);
    given(past(annual('2026-03-20')))
      .when('HoldFilteringReview', { ...held, nextDueOn: '2027-04-01' }, at(now))
      .thenRejected('END_DATE_TOO_FAR');
    given(past(annual('2026-03-20')))
      .when('HoldFilteringReview', { ...held, nextDueOn: '2026-03-12' }, at(now))
      .thenRejected('END_DATE_NOT_LATER', 'D22');
  });

  it.each(['seniorLeader', 'dsl', 'itSupport', 'governor'] as const)('is refused without the %s', (seat) => {
    const { [seat]: empty, ...others } = held;
    expect(empty).toBeDefined();
    given([]).when('HoldFilteringReview', others, at(now)).thenRejected('REVIEW_SEAT_EMPTY', 'D22');
  });

  it.each(['seniorLeader', 'dsl', 'itSupport', 'governor'] as const)(
    'is refused where the %s is not on the list of the school',
    (seat) => {
      const others = Object.values(seats).filter((id) => id !== seats[seat]);
      const people = known(Object.fromEntries(others.map((id) => [id, {}])));
      given([])
        .when('HoldFilteringReview', held, { ...at(now), people })
        .thenRejected('PERSON_UNKNOWN', 'D22');
    },
  );

  it('is refused where one person sits on every seat of the staff, or the governor is one of them', () => {
    const one = { ...held, seniorLeader: person(1), dsl: person(1), itSupport: person(1) };
    given([]).when('HoldFilteringReview', one, at(now)).thenRejected('SAME_PERSON_TWICE', 'D22');
    given([])
      .when('HoldFilteringReview', { ...held, governor: person(3) }, at(now))
      .thenRejected('SAME_PERSON_TWICE', 'D22');
    given([])
      .when('HoldFilteringReview', { ...held, dsl: person(1) }, at(now))
      .then([
        annual('2026-03-12'),
        { type: 'FilteringReviewHeld', data: { ...held, dsl: person(1), nextDueOn: '2027-03-12' } },
      ]);
  });

  it('is held once, not ahead of time; out of its cycle it does not move the annual one', () => {
    given(past(opened('2026-03-26')))
      .when('HoldFilteringReview', held, at(now))
      .then([heldEvent()]);
    given(past(opened('2026-03-26')))
      .when('HoldFilteringReview', { ...held, nextDueOn: '2026-09-10' }, at(now))
      .thenRejected('WRONG_STATE', 'D22');
    given(past(opened('2026-03-26'), heldEvent()))
      .when('HoldFilteringReview', held, at(now))
      .thenRejected('WRONG_STATE', 'D22');
    given([])
      .when('HoldFilteringReview', { ...held, heldOn: '2026-03-13' }, at(now))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D22');
  });

  it('opens the next annual one, however often that is asked', () => {
    given([])
      .when('OpenAnnualReview', { dueOn: '2027-03-12' }, at(now))
      .then([annual('2027-03-12')]);
    given(past(annual('2027-03-12')))
      .when('OpenAnnualReview', { dueOn: '2027-03-12' }, at(now))
      .then([]);
  });
});

describe('D22: one review may cover another that was open', () => {
  const review = person(9);
  const cover = { review };
  it('if it was held since', () => {
    const other = (heldOn: string) => ({ status: 'held', heldOn });
    const open = past(opened('2026-03-26'));
    given(open)
      .when('CoverFilteringReview', cover, at(now, other('2026-03-12')))
      .then([{ type: 'FilteringReviewCovered', data: { review } }]);
    given(open)
      .when('CoverFilteringReview', cover, at(now, other('2026-03-11')))
      .thenRejected('WRONG_STATE', 'D22');
    given(open)
      .when('CoverFilteringReview', cover, at(now, { status: 'none' }))
      .thenRejected('WRONG_STATE', 'D22');
    given(past(opened('2026-03-26'), heldEvent()))
      .when('CoverFilteringReview', cover, at(now, other('2026-03-12')))
      .thenRejected('WRONG_STATE', 'D22');
    given([])
      .when('CoverFilteringReview', cover, at(now, other('2026-03-12')))
      .thenRejected('NOT_FOUND');
  });
});
