import fc from 'fast-check';
import { fold, type AnyDecider, type Context } from '#libs/eventing/commands/decider.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import type { Case } from './investigation-case.js';
import { investigation } from './investigation.decider.js';
import type { InvestigationEvent } from './investigation.events.js';
import { suspicions } from './investigation-words.js';
import { everybodyKnown } from '../../test/support/known-people.js';

const policy = packFor('st-levan', '2017-09')!;
const people = ['ann', 'ben', 'cai', 'pip'];
const files = ['f1', 'f2'];
const text = 'text';

type Recorded = InvestigationEvent & { by: { actor: string; role: Role; at: string } };
/** What belongs to the procedure itself; nobody does it alone, and nobody does it while the case is halted. */
const procedure: readonly InvestigationEvent['type'][] = [
  'SiteVisited',
  'SheetSigned',
  'ComputerChanged',
  'EvidenceDeclared',
  'EvidenceReceived',
  'SubstanceJudged',
  'JudgementAgreed',
  'InvestigationConcluded',
];

const person = fc.constantFrom(...people);
const several = fc.array(person, { maxLength: 4 });
const evidenceId = fc.constantFrom(...files);
const sometimes = fc.boolean();
const reason = { reason: text };

/** Any command with any content, as nobody sensible would send them. */
const commands = fc.oneof(
  fc.record({ staff: several, subjects: several, computer: fc.constantFrom('', 'laptop') }).map((given) => ({
    name: 'StartInvestigation',
    data: { about: 'pupil', concern: text, ...given },
  })),
  fc.constant({ name: 'JoinInvestigation', data: {} }),
  fc.constant({ name: 'JoinInvestigation', data: {} }),
  person.map((who) => ({ name: 'AddInvestigator', data: { person: who, ...reason } })),
  person.map((who) => ({ name: 'RemoveInvestigator', data: { person: who, ...reason } })),
  fc.constant({ name: 'ChangeComputer', data: { computer: 'another', ...reason } }),
  { weight: 4, arbitrary: fc.constant({ name: 'IsolateComputer', data: { how: text } }) },
  fc.constant({ name: 'RecordSite', data: { url: text, concern: text, visitedAt: '2026-03-12T00:00:00.000Z' } }),
  several.map((signedBy) => ({ name: 'RecordSignedSheet', data: { what: text, signedBy } })),
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('childSexualAbuseImages', ...suspicions)
      .map((suspicion) => ({ name: 'ReportSuspicion', data: { suspicion, description: text } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .nat(40)
      .map((late) => ({ name: 'ConfirmPoliceReferral', data: { referral: 'r', recordedAt: moment(late) } })),
  },
  { weight: 4, arbitrary: fc.constant({ name: 'ResumeInvestigation', data: reason }) },
  fc
    .record({ evidenceId, declares: fc.constantFrom('nothingIllegal', ...suspicions) })
    .map((given) => ({ name: 'DeclareEvidence', data: { what: text, ...given } })),
  evidenceId.map((id) => ({
    name: 'ReceiveEvidence',
    data: { evidenceId: id, sha256: 'ab'.repeat(32), bytes: 1, mediaType: 'image/png', scan: 'clean' },
  })),
  evidenceId.map((id) => ({ name: 'ViewEvidence', data: { evidenceId: id } })),
  sometimes.map((substance) => ({ name: 'JudgeSubstance', data: { substance, reasons: text } })),
  fc.constant({ name: 'AgreeJudgement', data: {} }),
  fc.constantFrom([], ['police'], ['internalDiscipline']).map((outcomes) => ({
    name: 'ConcludeInvestigation',
    data: { outcomes, summary: text, reasons: text },
  })),
);

const moment = (minute: number): string => new Date(Date.UTC(2026, 2, 12, 9, minute)).toISOString();

const steps = fc.array(
  fc.record({
    command: commands,
    actor: person,
    role: fc.constantFrom<Role>('dsl', 'headteacher', 'teacher'),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
);

const caseAfter = (log: readonly Recorded[]): Case => fold(investigation as AnyDecider, log) as Case;

/** Sends each command in turn; what is refused leaves no event. */
function play(sent: typeof steps extends fc.Arbitrary<infer S> ? S : never): Recorded[] {
  const log: Recorded[] = [];
  sent.forEach(({ command: { name, data }, actor, role: held }, minute) => {
    // The worker alone sends this, once the referral is on record; the decider's own spec shows that nobody else may.
    const role = name === 'ConfirmPoliceReferral' ? 'system' : held;
    const at = moment(minute);
    const context: Context = { actor, role, roles: [role], school: '900001', now: at, policy, people: everybodyKnown };
    const decide = investigation.decide as unknown as Record<
      string,
      (data: unknown, state: unknown, context: Context) => readonly InvestigationEvent[]
    >;
    try {
      const decided = decide[name]!(data, caseAfter(log), context);
      log.push(...decided.map((event) => ({ ...event, by: { actor, role, at } })));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  });
  return log;
}

/** Every event with the case as it stood just before it. */
function* withCaseBefore(log: readonly Recorded[]): Generator<[Recorded, Case]> {
  for (const [index, event] of log.entries()) if (index > 0) yield [event, caseAfter(log.slice(0, index))];
}

// Most random commands are refused; started ones make the rest worth trying.
const started: fc.Arbitrary<Recorded[]> = steps.map((sent) =>
  play([
    {
      command: {
        name: 'StartInvestigation',
        data: { about: 'pupil', concern: text, staff: ['ann', 'ben'], subjects: ['pip'], computer: 'laptop' },
      },
      actor: 'ann',
      role: 'dsl',
    },
    { command: { name: 'JoinInvestigation', data: {} }, actor: 'ben', role: 'teacher' },
    ...sent,
  ]),
);
const logs = fc.oneof({ weight: 4, arbitrary: started }, { weight: 1, arbitrary: steps.map(play) });

describe('D11: no sequence of commands', () => {
  it('leads to an investigation with fewer than two people, or with a subject of it among them', () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const end of log.keys()) {
          const { staff, subjects } = caseAfter(log.slice(0, end + 1));
          expect(new Set(staff).size).toBeGreaterThanOrEqual(2);
          expect(staff.filter((named) => subjects.includes(named))).toEqual([]);
        }
      }),
    );
  });

  it('lets one person alone conduct it', () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const [{ type, by }, { staff, joined }] of withCaseBefore(log)) {
          if (!procedure.includes(type)) continue;
          expect(new Set(joined).size).toBeGreaterThanOrEqual(2);
          expect(joined).toContain(by.actor);
          expect(joined.filter((who) => !staff.includes(who))).toEqual([]);
        }
      }),
    );
  });
});

describe('D12: no sequence of commands', () => {
  it('lets a halted case go on before the police referral is made', () => {
    let halts = 0;
    let resumed = 0;
    fc.assert(
      fc.property(logs, (log) => {
        let told = true;
        let halted = false;
        for (const { type } of log) {
          if (halted) expect(['ComputerIsolated', 'PoliceReferralConfirmed', 'InvestigationResumed']).toContain(type);
          if (type === 'InvestigationHalted') {
            [halted, told] = [true, false];
            halts += 1;
          }
          if (type === 'PoliceReferralConfirmed') told = true;
          if (type === 'InvestigationResumed') {
            expect(told).toBe(true);
            halted = false;
            resumed += 1;
          }
        }
      }),
      { numRuns: 400 },
    );
    // A property about halted cases says nothing if none was ever halted, or if none ever went on.
    expect(halts).toBeGreaterThan(40);
    expect(resumed).toBeGreaterThan(0);
  });

  it('ends a case of which the police have still to be told', () => {
    fc.assert(
      fc.property(logs, (log) => {
        for (const [{ type }, { policeToBeToldSince, policeTold }] of withCaseBefore(log))
          if (type === 'InvestigationConcluded') expect(policeToBeToldSince === undefined || policeTold).toBe(true);
      }),
    );
  });
});
