import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { as, now, person, reason, report } from '../../test/support/incident-facts.js';
import { known } from '../../test/support/known-people.js';
import { incident } from './incident.decider.js';
import { staffConcern } from './staff-concern.decider.js';

const { given } = specFor(staffConcern);
const concern = { about: person(1), capacity: 'staff', occurredAt: report.occurredAt, concern: reason } as const;
const by = { actor: 'teacher', role: 'teacher', at: now } as const;
const raised = { type: 'ConcernRaised', data: concern, by } as const;
const aboutHead = { ...raised, data: { ...concern, capacity: 'headteacher' } } as const;
const promoted = { type: 'ConcernPromoted', data: { incident: person(2) }, by } as const;
const head = as('headteacher');
const answer = { decision: 'adviceGiven', reasons: reason } as const;

describe('D16: a low-level concern about staff is kept apart, for the headteacher alone', () => {
  it('is raised by anybody on the staff, also about themselves, once, and not ahead of time', () => {
    given([])
      .when('RaiseStaffConcern', concern, as('teacher', { actor: person(1) }))
      .then([{ type: 'ConcernRaised', data: concern }]);
    given([raised]).when('RaiseStaffConcern', concern, as('teacher')).thenRejected('ALREADY_EXISTS', 'D16');
    given([])
      .when('RaiseStaffConcern', { ...concern, occurredAt: '2026-03-12T09:00:00.001Z' }, as('teacher'))
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D1');
  });

  it('is about somebody on the list of the school', () => {
    given([])
      .when('RaiseStaffConcern', concern, as('teacher', { people: known({}) }))
      .thenRejected('PERSON_UNKNOWN', 'D16');
  });

  it('is answered and added to by the headteacher; one about her, by the chair of governors', () => {
    given([raised])
      .when('AnswerStaffConcern', answer, head)
      .then([{ type: 'ConcernAnswered', data: answer }]);
    given([raised])
      .when('AddToStaffConcern', { text: reason }, head)
      .then([{ type: 'ConcernAddendumAdded', data: { text: reason } }]);
    given([raised]).when('AnswerStaffConcern', answer, as('dsl')).thenRejected('NOT_YOUR_ROLE', 'D16');
    given([raised]).when('AnswerStaffConcern', answer, as('chairOfGovernors')).thenRejected('NOT_YOUR_ROLE', 'D16');
    given([aboutHead]).when('AnswerStaffConcern', answer, head).thenRejected('NOT_YOUR_ROLE', 'D16');
    given([aboutHead])
      .when('AnswerStaffConcern', answer, as('chairOfGovernors'))
      .then([{ type: 'ConcernAnswered', data: answer }]);
    given([raised])
      .when('AnswerStaffConcern', answer, as('headteacher', { actor: person(1) }))
      .thenRejected('OWN_CASE', 'D6');
    given([]).when('AnswerStaffConcern', answer, head).thenRejected('NOT_FOUND');
  });

  it('becomes an allegation once, and is answered no more', () => {
    const note = { incident: person(2) };
    given([raised])
      .when('NoteConcernPromoted', note, as('system'))
      .then([{ type: 'ConcernPromoted', data: note }]);
    given([raised, promoted]).when('NoteConcernPromoted', note, as('system')).then([]);
    given([raised, promoted]).when('AnswerStaffConcern', answer, head).thenRejected('WRONG_STATE', 'D16');
  });

  it('is not raised as an incident, nor does an incident turn into one', () => {
    const incidents = specFor(incident);
    incidents
      .given([])
      .when('RaiseIncident', { ...report, kind: 'lowLevelStaffConcern' }, as('teacher'))
      .thenRejected('KEPT_APART', 'D16');
  });
});
