import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { investigation } from './investigation.decider.js';
import type { InvestigationEvent } from './investigation.events.js';
import { everybodyKnown, known } from '../../test/support/known-people.js';

const { given } = specFor(investigation);
const now = '2026-03-12T09:00:00.000Z';
const before = '2026-03-12T08:59:59.999Z';
const later = '2026-03-12T09:00:00.001Z';
const policy = packFor('st-levan', '2017-09')!;
const as = (role: Role, actor: string): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now,
  policy,
  people: everybodyKnown,
});

const ann = as('dsl', 'ann');
const ben = as('technician', 'ben');
const cai = as('teacher', 'cai');
const head = as('headteacher', 'hal');
const daybook = as('system', 'daybook');

type Past = Parameters<typeof given>[0][number];
const did = (by: Context, event: InvestigationEvent, at = now): Past => ({
  ...event,
  by: { actor: by.actor, role: by.role, at },
});

const text = 'What was written.';
const opened = {
  about: 'pupil' as const,
  subjects: ['pip'],
  staff: ['ann', 'ben'],
  computer: 'Office laptop 3',
  concern: text,
};
const started = did(ann, { type: 'InvestigationStarted', data: opened });
const benJoined = did(ben, { type: 'InvestigatorJoined', data: {} });
const underWay = [started, benJoined];
const seen = { about: 'pupil', description: text } as const;
const halted = did(ann, { type: 'InvestigationHalted', data: { suspicion: 'childSexualAbuseImages', ...seen } });
const groomingSeen = did(ann, { type: 'PoliceReferralRequired', data: { suspicion: 'grooming', ...seen } });
const referral = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a09';
const policeTold = did(daybook, { type: 'PoliceReferralConfirmed', data: { referral } });
const isolated = did(ann, { type: 'ComputerIsolated', data: { how: text } });
const evidenceId = '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01';
const declared = did(ann, {
  type: 'EvidenceDeclared',
  data: { evidenceId, what: text, declares: 'nothingIllegal' },
});
const file = { evidenceId, sha256: 'ab'.repeat(32), bytes: 12, mediaType: 'image/png' } as const;
const received = (scan: 'clean' | 'notScanned'): Past =>
  did(ann, { type: 'EvidenceReceived', data: { ...file, scan } });
const judged = (substance: boolean): Past => did(ann, { type: 'SubstanceJudged', data: { substance, reasons: text } });
const agreed = did(ben, { type: 'JudgementAgreed', data: {} });
const site = { url: 'https://example.org/x', concern: text, visitedAt: before };
const closing = { summary: text, reasons: text };

describe('D11: two different people and a named computer', () => {
  it('starts with two members of staff and one computer; the sender has joined by starting it', () => {
    given([])
      .when('StartInvestigation', opened, ann)
      .then([{ type: 'InvestigationStarted', data: opened }]);
  });

  it.each([[[]], [['ann']], [['ann', 'ann']]])('refuses to start with %j', (staff) => {
    given([])
      .when('StartInvestigation', { ...opened, staff }, ann)
      .thenRejected('TOO_FEW_INVESTIGATORS', 'D11');
  });

  it('refuses to start without a named computer', () => {
    given([])
      .when('StartInvestigation', { ...opened, computer: '' }, ann)
      .thenRejected('COMPUTER_NOT_NAMED', 'D11');
  });

  it('refuses a subject of it among those who conduct it, at the start and later', () => {
    given([])
      .when('StartInvestigation', { ...opened, staff: ['ann', 'ben', 'pip'] }, ann)
      .thenRejected('SUBJECT_INVESTIGATES', 'SL5');
    given(underWay)
      .when('AddInvestigator', { person: 'pip', reason: text }, ann)
      .thenRejected('SUBJECT_INVESTIGATES', 'SL5');
  });

  it('is conducted by members of staff and volunteers of today, into people on the list of the school', () => {
    const teacher = { kind: 'staff', appointments: [{ role: 'teacher', from: '2020-09-01' }] } as const;
    const left = {
      kind: 'staff',
      appointments: [{ role: 'teacher', from: '2020-09-01', until: '2026-03-11' }],
    } as const;
    const governor = { kind: 'governor', appointments: [{ role: 'governor', from: '2020-09-01' }] } as const;
    const start = (people: Parameters<typeof known>[0]) =>
      given([]).when('StartInvestigation', opened, { ...ann, people: known(people) });
    start({ ann: teacher, ben: teacher, pip: {} }).then([{ type: 'InvestigationStarted', data: opened }]);
    start({ ann: teacher, pip: {} }).thenRejected('PERSON_UNKNOWN', 'D11');
    start({ ann: teacher, ben: teacher }).thenRejected('PERSON_UNKNOWN', 'SL5');
    start({ ann: teacher, ben: left, pip: {} }).thenRejected('INVESTIGATOR_HOLDS_NO_ROLE', 'D11');
    const add = (people: Parameters<typeof known>[0]) =>
      given(underWay).when('AddInvestigator', { person: 'cat', reason: text }, { ...ann, people: known(people) });
    add({}).thenRejected('PERSON_UNKNOWN', 'D11');
    add({ cat: governor }).thenRejected('INVESTIGATOR_HOLDS_NO_ROLE', 'D11');
    add({ cat: teacher }).then([{ type: 'InvestigatorAdded', data: { person: 'cat', reason: text } }]);
  });

  it('lets nobody take a step of it before the second one has joined under their own login', () => {
    given([started]).when('RecordSite', site, ann).thenRejected('TOO_FEW_INVESTIGATORS', 'D11');
    given([started]).when('RecordSite', site, ben).thenRejected('NOT_ON_INVESTIGATION', 'SL5');
    given([started])
      .when('JoinInvestigation', {}, ben)
      .then([{ type: 'InvestigatorJoined', data: {} }]);
    given(underWay)
      .when('RecordSite', site, ann)
      .then([{ type: 'SiteVisited', data: site }]);
    given(underWay).when('JoinInvestigation', {}, ben).then([]);
  });

  it('lets nobody join or take part who is not named for it', () => {
    given(underWay).when('JoinInvestigation', {}, head).thenRejected('NOT_ON_INVESTIGATION', 'SL5');
    given(underWay).when('RecordSite', site, head).thenRejected('NOT_ON_INVESTIGATION', 'SL5');
    given(underWay).when('RecordSite', site, cai).thenRejected('NOT_YOUR_ROLE', 'SL16');
  });

  it('never falls below two named people, and stands still while only one of them has joined', () => {
    given(underWay)
      .when('RemoveInvestigator', { person: 'ben', reason: text }, head)
      .thenRejected('TOO_FEW_INVESTIGATORS', 'D11');
    const caiAdded = did(ann, { type: 'InvestigatorAdded', data: { person: 'cai', reason: text } });
    given([...underWay, caiAdded])
      .when('RemoveInvestigator', { person: 'ben', reason: text }, head)
      .then([{ type: 'InvestigatorRemoved', data: { person: 'ben', reason: text } }]);
    const benGone = did(head, { type: 'InvestigatorRemoved', data: { person: 'ben', reason: text } });
    given([...underWay, caiAdded, benGone])
      .when('RecordSite', site, ann)
      .thenRejected('TOO_FEW_INVESTIGATORS');
    given(underWay)
      .when('AddInvestigator', { person: 'ben', reason: text }, ann)
      .thenRejected('SAME_PERSON_TWICE', 'D11');
  });

  it('keeps the reason for another computer', () => {
    const data = { computer: 'Office laptop 4', reason: text };
    given(underWay)
      .when('ChangeComputer', data, ben)
      .then([{ type: 'ComputerChanged', data }]);
  });

  it.each([
    ['pupil', ann],
    ['anyone', ann],
    ['staff', head],
    ['headteacher', as('chairOfGovernors', 'gil')],
  ] as const)('one about a %s is started by whoever handles such a case', (about, starter) => {
    const data = { ...opened, about };
    given([])
      .when('StartInvestigation', data, starter)
      .then([{ type: 'InvestigationStarted', data }]);
  });

  it.each([
    ['staff', ann],
    ['headteacher', head],
    ['pupil', cai],
  ] as const)('one about a %s is refused to anybody else', (about, starter) => {
    given([])
      .when('StartInvestigation', { ...opened, about }, starter)
      .thenRejected('NOT_YOUR_ROLE', 'SL16');
    given([])
      .when('StartInvestigation', { ...opened, subjects: [head.actor] }, head)
      .thenRejected('OWN_CASE', 'D6');
  });

  it('is started once, and is not there before', () => {
    given([started]).when('StartInvestigation', opened, ann).thenRejected('ALREADY_EXISTS', 'SL5');
    given([]).when('RecordSite', site, ann).thenRejected('NOT_FOUND');
    given([]).when('ConfirmPoliceReferral', { referral, recordedAt: now }, daybook).thenRejected('NOT_FOUND');
  });
});

describe('SL5: what was seen is recorded', () => {
  it('refuses a visit that lies ahead', () => {
    given(underWay)
      .when('RecordSite', { ...site, visitedAt: later }, ann)
      .thenRejected('OCCURRED_IN_THE_FUTURE', 'D1');
  });

  it('records a signed sheet, signed by those who conduct it', () => {
    given(underWay)
      .when('RecordSignedSheet', { what: text, signedBy: ['ann', 'ben', 'ann'] }, ann)
      .then([{ type: 'SheetSigned', data: { what: text, signedBy: ['ann', 'ben'] } }]);
    given(underWay)
      .when('RecordSignedSheet', { what: text, signedBy: ['cai'] }, ann)
      .thenRejected('NOT_ON_INVESTIGATION', 'SL5');
  });

  it('takes a note, also after the end', () => {
    const concluded = did(ann, { type: 'InvestigationConcluded', data: { outcomes: [], ...closing } });
    given([...underWay, concluded])
      .when('AddInvestigationNote', { text }, head)
      .then([{ type: 'InvestigationNoteAdded', data: { text } }]);
    given([...underWay, concluded])
      .when('RecordSite', site, ann)
      .thenRejected('WRONG_STATE', 'SL5');
    given([...underWay, concluded])
      .when('IsolateComputer', { how: text }, ann)
      .thenRejected('WRONG_STATE', 'SL5');
  });
});

describe('D12: images of child sexual abuse halt everything', () => {
  const report = { suspicion: 'childSexualAbuseImages', url: site.url, description: text } as const;

  it('halts at the word of one person', () => {
    given([started])
      .when('ReportSuspicion', report, ann)
      .then([{ type: 'InvestigationHalted', data: { ...report, about: 'pupil' } }]);
  });

  it('halts when an uploader says that is what the file shows: no door opens for it', () => {
    given(underWay)
      .when('DeclareEvidence', { evidenceId, what: text, declares: 'childSexualAbuseImages' }, ann)
      .then([{ type: 'InvestigationHalted', data: { suspicion: 'childSexualAbuseImages', ...seen } }]);
    given([...underWay, halted])
      .when('OpenUpload', { evidenceId }, ann)
      .thenRejected('INVESTIGATION_HALTED', 'SL5');
  });

  it('while halted, isolates the computer and nothing else', () => {
    const past = [...underWay, declared, received('clean'), halted];
    given(past)
      .when('IsolateComputer', { how: text }, ann)
      .then([{ type: 'ComputerIsolated', data: { how: text } }]);
    given(past).when('RecordSite', site, ann).thenRejected('INVESTIGATION_HALTED', 'SL5');
    given(past).when('ViewEvidence', { evidenceId }, ann).thenRejected('INVESTIGATION_HALTED', 'SL5');
    given(past).when('JudgeSubstance', { substance: true, reasons: text }, ann).thenRejected('INVESTIGATION_HALTED');
    given(past).when('ResumeInvestigation', { reason: text }, ann).thenRejected('COMPUTER_NOT_ISOLATED', 'SL5');
  });

  it('goes on only once the police referral is on record, and on another computer', () => {
    const past = [...underWay, halted, isolated];
    given(past).when('ResumeInvestigation', { reason: text }, ann).thenRejected('POLICE_REFERRAL_MISSING', 'SL5');
    const resumed = { type: 'InvestigationResumed', data: { reason: text } } as const;
    given([...past, policeTold])
      .when('ResumeInvestigation', { reason: text }, ann)
      .then([resumed]);
    given([...past, policeTold, did(ann, resumed)])
      .when('RecordSite', site, ann)
      .thenRejected('COMPUTER_ISOLATED', 'SL5');
    const another = did(ann, { type: 'ComputerChanged', data: { computer: 'Laptop 5', reason: text } });
    given([...past, policeTold, did(ann, resumed), another])
      .when('RecordSite', site, ann)
      .then([{ type: 'SiteVisited', data: site }]);
    given(underWay).when('ResumeInvestigation', { reason: text }, ann).thenRejected('WRONG_STATE', 'SL5');
  });

  it('takes the word of the referral itself, and of no person, that the police know', () => {
    const confirm = { referral, recordedAt: now };
    given([...underWay, halted])
      .when('ConfirmPoliceReferral', confirm, head)
      .thenRejected('NOT_YOUR_ROLE', 'SL5');
    given([...underWay, halted])
      .when('ConfirmPoliceReferral', confirm, daybook)
      .then([{ type: 'PoliceReferralConfirmed', data: { referral } }]);
    given([...underWay, halted, policeTold])
      .when('ConfirmPoliceReferral', confirm, daybook)
      .then([]);
    given(underWay).when('ConfirmPoliceReferral', confirm, daybook).then([]);
  });

  it('a referral from before the last suspicion confirms nothing', () => {
    given([...underWay, halted])
      .when('ConfirmPoliceReferral', { referral, recordedAt: before }, daybook)
      .then([]);
  });

  it('withholds for good a stored file that turns out to show such images', () => {
    const shown = did(ann, {
      type: 'InvestigationHalted',
      data: { suspicion: 'childSexualAbuseImages', ...seen, evidenceId },
    });
    const resumed = did(ann, { type: 'InvestigationResumed', data: { reason: text } });
    const past = [...underWay, declared, received('clean'), shown, isolated, policeTold, resumed];
    given(past).when('ViewEvidence', { evidenceId }, ann).thenRejected('EVIDENCE_WITHHELD', 'D12');
    given(past).when('ProposeRelease', { evidenceId, reason: text }, ann).thenRejected('EVIDENCE_WITHHELD', 'D12');
    given(past)
      .when('ReportSuspicion', { suspicion: 'grooming', description: text, evidenceId: referral }, ann)
      .thenRejected('EVIDENCE_NOT_FOUND', 'D13');
  });
});

describe('SL5: what else has to be told to the police', () => {
  it.each([
    'grooming',
    'obsceneMaterialToChild',
    'obsceneAdultMaterial',
    'criminallyRacistMaterial',
    'otherCriminalConduct',
  ] as const)('%s needs a police referral before the end', (suspicion) => {
    const required = { type: 'PoliceReferralRequired', data: { suspicion, ...seen } } as const;
    given(underWay).when('ReportSuspicion', { suspicion, description: text }, ann).then([required]);
    given([...underWay, did(ann, required), judged(true), agreed])
      .when('ConcludeInvestigation', { outcomes: ['internalDiscipline'], ...closing }, ann)
      .thenRejected('POLICE_REFERRAL_MISSING', 'SL5');
    const what = { evidenceId, what: text, declares: suspicion };
    given(underWay)
      .when('DeclareEvidence', what, ann)
      .then([
        { type: 'EvidenceDeclared', data: what },
        { ...required, data: { ...required.data, evidenceId } },
      ]);
  });
});

describe('SL5: the group judges, and appropriate action follows', () => {
  it('needs the agreement of a second person', () => {
    given([...underWay, judged(true)])
      .when('ConcludeInvestigation', { outcomes: ['internalDiscipline'], ...closing }, ann)
      .thenRejected('JUDGEMENT_NOT_AGREED', 'SL5');
    given([...underWay, judged(true)])
      .when('AgreeJudgement', {}, ann)
      .then([]);
    given([...underWay, judged(true)])
      .when('AgreeJudgement', {}, ben)
      .then([{ type: 'JudgementAgreed', data: {} }]);
    given(underWay).when('AgreeJudgement', {}, ben).thenRejected('WRONG_STATE', 'SL5');
  });

  it('a new judgement has to be agreed anew', () => {
    given([...underWay, judged(true), agreed, judged(false)])
      .when('ConcludeInvestigation', { outcomes: [], ...closing }, ann)
      .thenRejected('JUDGEMENT_NOT_AGREED', 'SL5');
  });

  it('records the outcomes', () => {
    const outcomes = ['internalDiscipline', 'localAuthorityOrNationalBody'] as const;
    given([...underWay, judged(true), agreed])
      .when('ConcludeInvestigation', { outcomes, ...closing }, ann)
      .then([{ type: 'InvestigationConcluded', data: { outcomes: [...outcomes], ...closing } }]);
    given([...underWay, judged(false), agreed])
      .when('ConcludeInvestigation', { outcomes: [], ...closing }, ann)
      .then([{ type: 'InvestigationConcluded', data: { outcomes: [], ...closing } }]);
  });

  it.each([
    [true, [], 'OUTCOME_MISSING'],
    [false, ['internalDiscipline'], 'OUTCOME_WITHOUT_SUBSTANCE'],
    [true, ['police'], 'POLICE_REFERRAL_MISSING'],
  ] as const)('substance %j does not go with %j', (substance, outcomes, code) => {
    given([...underWay, judged(substance), agreed])
      .when('ConcludeInvestigation', { outcomes, ...closing }, ann)
      .thenRejected(code, 'SL5');
  });

  it('ends with the police once they have been told', () => {
    given([...underWay, groomingSeen, policeTold, judged(true), agreed])
      .when('ConcludeInvestigation', { outcomes: ['police'], ...closing }, ann)
      .then([{ type: 'InvestigationConcluded', data: { outcomes: ['police'], ...closing } }]);
  });
});

describe('D13: a file is declared, received, scanned or released, and each look at it is recorded', () => {
  const waiting = [...underWay, declared];
  const quarantined = [...waiting, received('notScanned')];
  const proposed = did(ann, { type: 'EvidenceReleaseProposed', data: { evidenceId, reason: text } });

  it('opens the door to the one who declared it, and records nothing yet', () => {
    given(waiting).when('OpenUpload', { evidenceId }, ann).then([]);
    given(waiting).when('OpenUpload', { evidenceId }, ben).thenRejected('NOT_YOUR_ROLE', 'D12');
    given(underWay).when('OpenUpload', { evidenceId }, ann).thenRejected('EVIDENCE_NOT_FOUND', 'D13');
    given(waiting)
      .when('DeclareEvidence', { evidenceId, what: text, declares: 'nothingIllegal' }, ann)
      .thenRejected('ALREADY_EXISTS', 'D13');
  });

  it('receives it once, and can be looked at when it is clean', () => {
    given(waiting)
      .when('ReceiveEvidence', { ...file, scan: 'clean' }, ann)
      .then([{ type: 'EvidenceReceived', data: { ...file, scan: 'clean' } }]);
    const clean = [...waiting, received('clean')];
    given(clean)
      .when('ReceiveEvidence', { ...file, scan: 'clean' }, ann)
      .thenRejected('WRONG_STATE', 'D13');
    given(clean)
      .when('ViewEvidence', { evidenceId }, ben)
      .then([{ type: 'EvidenceViewed', data: { evidenceId } }]);
    given(clean).when('ViewEvidence', { evidenceId }, cai).thenRejected('NOT_YOUR_ROLE', 'SL16');
    given(clean).when('ViewEvidence', { evidenceId }, as('dsl', 'pip')).thenRejected('OWN_CASE', 'D6');
  });

  it('turns a file away, and never shows it', () => {
    given(waiting)
      .when('RefuseEvidence', { evidenceId, why: 'malware' }, ann)
      .then([{ type: 'EvidenceRefused', data: { evidenceId, why: 'malware' } }]);
    const refused = did(ann, { type: 'EvidenceRefused', data: { evidenceId, why: 'malware' } });
    given([...waiting, refused])
      .when('ViewEvidence', { evidenceId }, ann)
      .thenRejected('WRONG_STATE', 'D13');
    given([...waiting, refused])
      .when('OpenUpload', { evidenceId }, ann)
      .thenRejected('WRONG_STATE', 'D13');
  });

  it('records why a file was not scanned, and tells it to whoever asks for the file', () => {
    given(waiting)
      .when('ReceiveEvidence', { ...file, scan: 'notScanned', notScannedBecause: 'tooLarge' }, ann)
      .then([{ type: 'EvidenceReceived', data: { ...file, scan: 'notScanned', notScannedBecause: 'tooLarge' } }]);
  });

  it('keeps in quarantine what was not scanned, until it is', () => {
    given(quarantined).when('ViewEvidence', { evidenceId }, ann).thenRejected('EVIDENCE_QUARANTINED', 'D13');
    given(quarantined)
      .when('RecordScan', { evidenceId, verdict: 'clean' }, ann)
      .then([{ type: 'EvidenceScanned', data: { evidenceId, verdict: 'clean' } }]);
    const infected = did(ann, { type: 'EvidenceScanned', data: { evidenceId, verdict: 'infected' } });
    given([...quarantined, infected])
      .when('ViewEvidence', { evidenceId }, ann)
      .thenRejected('EVIDENCE_WITHHELD', 'D12');
    const clean = did(ann, { type: 'EvidenceScanned', data: { evidenceId, verdict: 'clean' } });
    given([...quarantined, clean])
      .when('ViewEvidence', { evidenceId }, ann)
      .then([{ type: 'EvidenceViewed', data: { evidenceId } }]);
  });

  it('or until two different people release it, each with a reason', () => {
    const release = { evidenceId, reason: text };
    given(quarantined)
      .when('ProposeRelease', release, ann)
      .then([{ type: 'EvidenceReleaseProposed', data: release }]);
    given(quarantined).when('AgreeRelease', release, ben).thenRejected('EVIDENCE_QUARANTINED', 'D13');
    given([...quarantined, proposed])
      .when('AgreeRelease', release, ann)
      .thenRejected('SAME_PERSON_TWICE', 'D13');
    given([...quarantined, proposed])
      .when('AgreeRelease', release, ben)
      .then([{ type: 'EvidenceReleased', data: release }]);
    const released = did(ben, { type: 'EvidenceReleased', data: release });
    given([...quarantined, proposed, released])
      .when('ViewEvidence', { evidenceId }, ann)
      .then([{ type: 'EvidenceViewed', data: { evidenceId } }]);
  });
});
