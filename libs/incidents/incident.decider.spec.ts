import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { incident } from './incident.decider.js';
import type { IncidentEvent } from './incidents.events.js';
import { everybodyKnown, known } from '../../test/support/known-people.js';

const { given } = specFor(incident);

const now = '2026-03-12T09:00:00.000Z';
const before = '2026-03-12T08:59:59.999Z';
const later = '2026-03-12T09:00:00.001Z';
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
const teacher = as('teacher', 'ann');
const dsl = as('dsl', 'ben');
const head = as('headteacher', 'cai');

type Past = Parameters<typeof given>[0][number];
const did = (by: Context, event: IncidentEvent): Past => ({
  ...event,
  by: { actor: by.actor, role: by.role, at: by.now },
});

const pupil = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01';
const other = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a02';
const actionId = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a03';
const facts = 'Messages in the class chat called a pupil names.';
const reason = 'The class teacher has read the whole chat.';

const report = {
  kind: 'cyberbullying',
  occurredAt: before,
  place: 'inSchool',
  facts,
  immediateDanger: false,
  anonymous: false,
  people: [],
} as const;
const cyberbullying = {
  code: 'cyberbullying',
  label: 'Cyberbullying',
  about: 'anyone',
  risk: 'conduct',
  illegal: false,
} as const;
const allegation = {
  code: 'staffAllegation',
  label: 'Serious online safety allegation against a member of staff',
  about: 'staff',
  illegal: false,
} as const;
const smartWatch = {
  code: 'smartWatchWorn',
  label: 'Smart watch worn by a pupil in school',
  about: 'pupil',
  risk: 'conduct',
  illegal: false,
} as const;

/** Three working days from a Thursday morning: cyberbullying is taken to be of moderate weight until it is weighed. */
const acknowledgeBy = '2026-03-17T09:00:00.000Z';
const presumedSeriousness = 'moderate';
const incidentRaised = {
  type: 'IncidentRaised',
  data: {
    kind: cyberbullying,
    occurredAt: before,
    place: 'inSchool',
    facts,
    presumedSeriousness,
    acknowledgeBy,
    anonymous: false,
  },
} as const;
type Because = Extract<IncidentEvent, { type: 'RolesAlerted' }>['data']['because'];
const alert = (roles: string[], because: Because = 'raised'): IncidentEvent => ({
  type: 'RolesAlerted',
  data: { roles, because },
});
const dslTeam = ['dsl', 'deputyDsl', 'onlineSafetyLead'];
/** As serious as it is taken to be when the kind is about staff: within a day. */
const withinADay = { presumedSeriousness: 'serious', acknowledgeBy: '2026-03-13T09:00:00.000Z' };

const raised = did(teacher, incidentRaised);
const aboutStaff = did(teacher, { ...incidentRaised, data: { ...incidentRaised.data, kind: allegation } });
const acknowledged = did(dsl, { type: 'IncidentAcknowledged', data: {} });
const weighed = did(dsl, { type: 'SeriousnessDecided', data: { seriousness: 'serious', reasons: reason } });
const actionRecorded = did(dsl, {
  type: 'ActionRecorded',
  data: { actionId, what: 'Talk to the class.', owner: other, due: later, remindAt: now },
});
const actionCompleted = did(dsl, { type: 'ActionCompleted', data: { actionId } });
const parentsInformed = did(dsl, { type: 'ParentsInformed', data: { informedAt: before } });
const closing = {
  summary: 'Name-calling in the class chat.',
  howFollowedUp: 'A lesson on kindness online.',
  decision: 'No sanction.',
  outcome: 'educationAndSupport',
  reasons: 'Those who wrote it have apologised.',
} as const;
const closed = did(dsl, { type: 'IncidentClosed', data: closing });
const inHand = [raised, acknowledged];
const closable = [...inHand, weighed, parentsInformed];

describe('D1: an incident has a kind, its own time, a place, a reporter and facts', () => {
  it('records the report of a member of staff, however long ago it happened', () => {
    given([])
      .when('RaiseIncident', report, teacher)
      .then([incidentRaised, alert(dslTeam)]);
    const occurredAt = '2025-11-03T13:30:00.000Z';
    given([])
      .when('RaiseIncident', { ...report, occurredAt }, teacher)
      .then([{ type: 'IncidentRaised', data: { ...incidentRaised.data, occurredAt } }, alert(dslTeam)]);
  });

  it('keeps the kind as the policy words it, so that it still reads when the policy changes (D4)', () => {
    given([])
      .when('RaiseIncident', { ...report, kind: 'smartWatchWorn', placeDetail: 'In the hall.' }, teacher)
      .then([
        { type: 'IncidentRaised', data: { ...incidentRaised.data, kind: smartWatch, placeDetail: 'In the hall.' } },
        alert(dslTeam),
      ]);
  });

  it('refuses what has not happened yet', () => {
    given([])
      .when('RaiseIncident', { ...report, occurredAt: later }, teacher)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D1');
    given([])
      .when('RaiseIncident', { ...report, occurredAt: now }, teacher)
      .then([{ type: 'IncidentRaised', data: { ...incidentRaised.data, occurredAt: now } }, alert(dslTeam)]);
  });

  it('refuses a kind that the adopted policy does not know', () => {
    given([])
      .when('RaiseIncident', { ...report, kind: 'playgroundFight' }, teacher)
      .thenRejected('UNKNOWN_INCIDENT_KIND', 'D4');
  });

  it('refuses a kind that the policy has retired (D4)', () => {
    const incidentKinds = policy.incidentKinds.map((kind) => ({ ...kind, retired: true as const }));
    const context = { ...teacher, policy: { ...policy, incidentKinds } };
    given([]).when('RaiseIncident', report, context).thenRejected('UNKNOWN_INCIDENT_KIND', 'D4');
  });

  it('refuses a second report under the same id', () => {
    given([raised]).when('RaiseIncident', report, teacher).thenRejected('ALREADY_EXISTS', 'SL4');
  });

  it('knows no incident that nobody raised', () => {
    given([]).when('AcknowledgeIncident', {}, dsl).thenRejected('NOT_FOUND');
  });
});

describe('SL4, D10: an incident outside school states its link to membership of the school', () => {
  it.each(['outOfSchool', 'wayToOrFromSchool'] as const)('refuses one %s without the link', (place) => {
    given([])
      .when('RaiseIncident', { ...report, place }, teacher)
      .thenRejected('MEMBERSHIP_LINK_MISSING', 'SL4');
  });

  it('records one with the link', () => {
    const outside = { place: 'outOfSchool', membershipLink: 'All in the chat are of one class.' } as const;
    given([])
      .when('RaiseIncident', { ...report, ...outside }, teacher)
      .then([{ type: 'IncidentRaised', data: { ...incidentRaised.data, ...outside } }, alert(dslTeam)]);
  });

  it.each(['inSchool', 'schoolTrip', 'remoteLearning'] as const)('needs none for one in %s', (place) => {
    given([])
      .when('RaiseIncident', { ...report, place }, teacher)
      .then([{ type: 'IncidentRaised', data: { ...incidentRaised.data, place } }, alert(dslTeam)]);
  });
});

describe('D2: each person is linked once, with a part of their own', () => {
  const victim = { person: pupil, role: 'victim', note: 'Was upset all day.' } as const;
  const witness = { person: other, role: 'witness' } as const;

  it('records the people of a report with it', () => {
    given([])
      .when('RaiseIncident', { ...report, people: [victim, witness] }, teacher)
      .then([
        incidentRaised,
        { type: 'PersonLinked', data: victim },
        { type: 'PersonLinked', data: witness },
        alert(dslTeam),
      ]);
  });

  it('links another person later, whose part is stated and not copied', () => {
    given([raised, did(teacher, { type: 'PersonLinked', data: victim })])
      .when('LinkPerson', witness, dsl)
      .then([{ type: 'PersonLinked', data: witness }]);
  });

  it('refuses the same person twice, whatever the part', () => {
    given([])
      .when('RaiseIncident', { ...report, people: [victim, { ...witness, person: pupil }] }, teacher)
      .thenRejected('PERSON_ALREADY_LINKED', 'D2');
    given([raised, did(teacher, { type: 'PersonLinked', data: victim })])
      .when('LinkPerson', { person: pupil, role: 'alleged' }, dsl)
      .thenRejected('PERSON_ALREADY_LINKED', 'D2');
  });
});

describe('D7: the safeguarding team acknowledges every report', () => {
  it('records the acknowledgement', () => {
    given([raised])
      .when('AcknowledgeIncident', { note: 'Seen.' }, dsl)
      .then([{ type: 'IncidentAcknowledged', data: { note: 'Seen.' } }]);
    given([raised])
      .when('AcknowledgeIncident', {}, dsl)
      .then([{ type: 'IncidentAcknowledged', data: {} }]);
  });

  it('refuses a second one', () => {
    given(inHand).when('AcknowledgeIncident', {}, dsl).thenRejected('WRONG_STATE');
  });

  it('refuses to weigh, act on or close what nobody has acknowledged', () => {
    const unseen = given([raised]);
    unseen.when('DecideSeriousness', { seriousness: 'low', reasons: reason }, dsl).thenRejected('WRONG_STATE');
    unseen.when('RecordAction', { actionId, what: 'Talk.', owner: other, due: later }, dsl).thenRejected('WRONG_STATE');
    unseen.when('RecordParentsInformed', { informedAt: before }, dsl).thenRejected('WRONG_STATE');
    unseen.when('RecordParentsNotInformed', { reason }, dsl).thenRejected('WRONG_STATE');
    unseen.when('CloseIncident', closing, dsl).thenRejected('WRONG_STATE');
  });
});

describe('SW9: the safeguarding leads determine how serious every incident is', () => {
  it.each(['low', 'moderate', 'serious', 'critical'])('records the degree %s with its reasons', (seriousness) => {
    given(inHand)
      .when('DecideSeriousness', { seriousness, reasons: reason }, dsl)
      .then([{ type: 'SeriousnessDecided', data: { seriousness, reasons: reason } }]);
  });

  it('lets it be decided anew when more is known', () => {
    given([...inHand, weighed])
      .when('DecideSeriousness', { seriousness: 'low', reasons: reason }, dsl)
      .then([{ type: 'SeriousnessDecided', data: { seriousness: 'low', reasons: reason } }]);
  });

  it('refuses a degree that the adopted policy does not know', () => {
    given(inHand)
      .when('DecideSeriousness', { seriousness: 'dreadful', reasons: reason }, dsl)
      .thenRejected('UNKNOWN_SERIOUSNESS', 'SW9');
  });
});

describe('D9: actions have an owner and a due moment, and are done before the case is closed', () => {
  const action = { actionId, what: 'Talk to the class.', owner: other, due: later };

  it('records an action and its completion', () => {
    given(inHand)
      .when('RecordAction', action, dsl)
      .then([{ type: 'ActionRecorded', data: { ...action, remindAt: now } }]);
    given([...inHand, actionRecorded])
      .when('CompleteAction', { actionId, note: 'Done in assembly.' }, dsl)
      .then([{ type: 'ActionCompleted', data: { actionId, note: 'Done in assembly.' } }]);
  });

  it('refuses an action that is overdue from the start', () => {
    given(inHand)
      .when('RecordAction', { ...action, due: now }, dsl)
      .thenRejected('END_DATE_IN_THE_PAST', 'D9');
  });

  it('refuses the same action twice', () => {
    given([...inHand, actionRecorded])
      .when('RecordAction', action, dsl)
      .thenRejected('ALREADY_EXISTS', 'D9');
  });

  it('refuses to complete what was never recorded or is already done', () => {
    given(inHand).when('CompleteAction', { actionId }, dsl).thenRejected('ACTION_NOT_FOUND', 'D9');
    given([...inHand, actionRecorded, actionCompleted])
      .when('CompleteAction', { actionId }, dsl)
      .thenRejected('WRONG_STATE', 'D9');
  });

  it('closes with summary, follow-up, decision, outcome and reasons', () => {
    given([...closable, actionRecorded, actionCompleted])
      .when('CloseIncident', closing, dsl)
      .then([{ type: 'IncidentClosed', data: closing }]);
  });

  it('refuses to close over an open action', () => {
    const second = did(dsl, {
      type: 'ActionRecorded',
      data: { ...action, remindAt: now, actionId: '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a04' },
    });
    given([...closable, actionRecorded, second, actionCompleted])
      .when('CloseIncident', closing, dsl)
      .thenRejected('ACTIONS_STILL_OPEN', 'D9');
  });

  it('refuses to close before the seriousness is decided (SW9)', () => {
    given([...inHand, parentsInformed])
      .when('CloseIncident', closing, dsl)
      .thenRejected('SERIOUSNESS_NOT_DECIDED', 'SW9');
  });

  it('reopens a closed incident with a reason, and only such a one', () => {
    given([...closable, closed])
      .when('ReopenIncident', { reason }, dsl)
      .then([{ type: 'IncidentReopened', data: { reason } }]);
    given(closable).when('ReopenIncident', { reason }, dsl).thenRejected('WRONG_STATE');
    given([...closable, closed, did(dsl, { type: 'IncidentReopened', data: { reason } })])
      .when('CloseIncident', closing, dsl)
      .then([{ type: 'IncidentClosed', data: closing }]);
  });
});

describe('D10: parents are informed, or it is recorded why not', () => {
  it('records either', () => {
    given(inHand)
      .when('RecordParentsInformed', { informedAt: now, note: 'By telephone.' }, dsl)
      .then([{ type: 'ParentsInformed', data: { informedAt: now, note: 'By telephone.' } }]);
    given(inHand)
      .when('RecordParentsNotInformed', { reason }, dsl)
      .then([{ type: 'ParentsNotInformed', data: { reason } }]);
  });

  it('refuses to record that they were informed in the future', () => {
    given(inHand)
      .when('RecordParentsInformed', { informedAt: later }, dsl)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D10');
  });

  it('refuses to close before either is recorded, and takes either', () => {
    given([...inHand, weighed])
      .when('CloseIncident', closing, dsl)
      .thenRejected('PARENTS_DECISION_MISSING', 'D10');
    given([...inHand, weighed, did(dsl, { type: 'ParentsNotInformed', data: { reason } })])
      .when('CloseIncident', closing, dsl)
      .then([{ type: 'IncidentClosed', data: closing }]);
  });
});

describe('D3: what was recorded is never edited; additions and corrections are recorded besides', () => {
  const addendum = { text: 'A second chat was found.' };
  const correction = { facts: 'Messages in two chats called a pupil names.', reason };

  it.each([
    ['before it is acknowledged', [raised]],
    ['while it is in hand', inHand],
    ['after it was closed', [...closable, closed]],
  ])('takes an addendum and a correction %s', (_, past) => {
    given(past)
      .when('AddAddendum', addendum, dsl)
      .then([{ type: 'AddendumAdded', data: addendum }]);
    given(past)
      .when('CorrectFacts', correction, dsl)
      .then([{ type: 'FactsCorrected', data: correction }]);
  });

  it('corrects again after an addendum and a correction', () => {
    given([
      raised,
      did(dsl, { type: 'AddendumAdded', data: addendum }),
      did(dsl, { type: 'FactsCorrected', data: correction }),
    ])
      .when('CorrectFacts', correction, dsl)
      .then([{ type: 'FactsCorrected', data: correction }]);
  });

  it('changes nothing else in a closed incident', () => {
    const past = given([...closable, closed]);
    past.when('LinkPerson', { person: pupil, role: 'other' }, dsl).thenRejected('WRONG_STATE');
    past.when('RecategoriseIncident', { kind: 'smartWatchWorn', reason }, dsl).thenRejected('WRONG_STATE');
    past.when('RecordTechnicalStep', { step: reason, takenAt: dsl.now }, dsl).thenRejected('WRONG_STATE');
    past.when('CloseIncident', closing, dsl).thenRejected('WRONG_STATE');
  });
});

describe('D4: an incident may turn out to be of another kind', () => {
  it('records the new kind with the reason', () => {
    given([raised])
      .when('RecategoriseIncident', { kind: 'smartWatchWorn', reason }, dsl)
      .then([
        { type: 'IncidentRecategorised', data: { kind: smartWatch, reason, presumedSeriousness, acknowledgeBy } },
        alert(dslTeam, 'recategorised'),
      ]);
  });

  it('refuses an unknown kind, and the kind it has', () => {
    given([raised])
      .when('RecategoriseIncident', { kind: 'playgroundFight', reason }, dsl)
      .thenRejected('UNKNOWN_INCIDENT_KIND', 'D4');
    given([raised])
      .when('RecategoriseIncident', { kind: 'cyberbullying', reason }, dsl)
      .thenRejected('WRONG_STATE', 'D4');
  });
});

describe('SL16: an incident about a member of staff is for the headteacher alone', () => {
  const staffCase = [aboutStaff, did(head, { type: 'IncidentAcknowledged', data: {} })];

  it('lets anybody raise it, and the headteacher handle it', () => {
    given([])
      .when('RaiseIncident', { ...report, kind: 'staffAllegation' }, teacher)
      .then([
        { type: 'IncidentRaised', data: { ...incidentRaised.data, kind: allegation, ...withinADay } },
        alert(['headteacher']),
      ]);
    given([aboutStaff])
      .when('AcknowledgeIncident', {}, head)
      .then([{ type: 'IncidentAcknowledged', data: {} }]);
  });

  it('lets the headteacher handle it also when another role of hers is the one that is stamped', () => {
    given([aboutStaff])
      .when('AcknowledgeIncident', {}, { ...head, role: 'dsl', roles: ['dsl', 'headteacher'] })
      .then([{ type: 'IncidentAcknowledged', data: {} }]);
  });

  it.each(['dsl', 'deputyDsl', 'onlineSafetyLead'] as const)('refuses every step of it to the %s', (role) => {
    const notHead = as(role, 'ben');
    given([aboutStaff]).when('AcknowledgeIncident', {}, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    const steps = given(staffCase);
    steps.when('LinkPerson', { person: pupil, role: 'other' }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps
      .when('DecideSeriousness', { seriousness: 'low', reasons: reason }, notHead)
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps
      .when('RecordAction', { actionId, what: 'Talk.', owner: other, due: later }, notHead)
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('CompleteAction', { actionId }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('RecordParentsInformed', { informedAt: before }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('RecordParentsNotInformed', { reason }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('AddAddendum', { text: reason }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('CorrectFacts', { facts, reason }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps
      .when('RecategoriseIncident', { kind: 'cyberbullying', reason }, notHead)
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('CloseIncident', closing, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
    steps.when('ReopenIncident', { reason }, notHead).thenRejected('NOT_YOUR_ROLE', 'SL16');
  });

  it('becomes the headteacher’s when it turns out to be about staff', () => {
    given([...inHand, did(dsl, { type: 'IncidentRecategorised', data: { kind: allegation, reason } })])
      .when('AddAddendum', { text: reason }, dsl)
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
  });
});

describe('D6: nobody handles an incident in which they are the alleged', () => {
  it('refuses the alleged, be it the headteacher, and no other person involved', () => {
    const linked = (role: 'alleged' | 'witness') =>
      did(teacher, { type: 'PersonLinked', data: { person: head.actor, role } });
    given([aboutStaff, linked('alleged')])
      .when('AcknowledgeIncident', {}, head)
      .thenRejected('OWN_CASE', 'D6');
    const pupilAlleged = did(teacher, { type: 'PersonLinked', data: { person: pupil, role: 'alleged' } });
    given([aboutStaff, linked('witness'), pupilAlleged])
      .when('AcknowledgeIncident', {}, head)
      .then([{ type: 'IncidentAcknowledged', data: {} }]);
  });
});

describe('D2: nobody is put into an incident who is not on the list of the school', () => {
  const onlyPupil = { ...teacher, people: known({ [pupil]: {} }) };
  const victim = { person: pupil, role: 'victim' } as const;

  it('neither in the report nor later', () => {
    given([])
      .when('RaiseIncident', { ...report, people: [victim, { person: other, role: 'witness' }] }, onlyPupil)
      .thenRejected('PERSON_UNKNOWN', 'D2');
    given([])
      .when('RaiseIncident', { ...report, people: [victim] }, onlyPupil)
      .then([incidentRaised, { type: 'PersonLinked', data: victim }, alert(dslTeam)]);
    given([raised])
      .when('LinkPerson', { person: other, role: 'witness' }, { ...dsl, people: known({}) })
      .thenRejected('PERSON_UNKNOWN', 'D2');
  });

  it('says where the report names them', () => {
    const people = [victim, { person: other, role: 'witness' }] as const;
    expect(() => incident.decide.RaiseIncident({ ...report, people }, { status: 'none' }, onlyPupil)).toThrow(
      /^people\.1\.person: /,
    );
  });
});
