import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { PolicyPack } from '#libs/policies/policy-pack.js';
import { as, person, reason, report, stLevan, stokesWood } from '../../test/support/incident-facts.js';
import { incident } from './incident.decider.js';
import { offeredSanctions } from './incident-sanctions.js';

const { given } = specFor(incident);
type Past = Parameters<typeof given>[0][number];

/** An acknowledged incident of a kind, with one alleged person and one witness. */
function inHand(kind: string, policy: PolicyPack): Past[] {
  const context = as('headteacher', { policy });
  const by = { actor: context.actor, role: context.role, at: context.now };
  const people = [
    { person: person(1), role: 'alleged', capacity: 'pupil' },
    { person: person(2), role: 'witness' },
  ] as const;
  const events = incident.decide.RaiseIncident({ ...report, kind, people }, { status: 'none' }, context);
  return [...events, { type: 'IncidentAcknowledged', data: {} } as const].map((event) => ({ ...event, by }));
}

/** The printed tables, which `policy-packs.spec.ts` compares with the policies cell by cell. */
const pupilTable = stokesWood.sanctions.matrix.filter(({ clause }) => clause.startsWith('SW10'));
const pupilActions = stokesWood.sanctions.actions
  .filter(({ clause }) => clause.startsWith('SW10'))
  .map(({ code }) => code);
const staffKinds = stLevan.incidentKinds
  .filter(({ clause }) => clause === 'SL16 Staff Incidents')
  .map(({ code }) => code);
const pupilKinds = stLevan.incidentKinds
  .filter(({ clause }) => clause === 'SL16 Student Incidents')
  .map(({ code }) => code);
const stLevanActions = stLevan.sanctions.actions.map(({ code }) => code);
const cells = (kinds: readonly string[], actions: readonly string[]) =>
  kinds.flatMap((kind) => actions.map((action) => [kind, action] as const));

const tables = [
  ['SW10: all 16 x 8 of Appendix 3', stokesWood, pupilTable.map(({ kind }) => kind), pupilActions, 16 * 8],
  ['SL16: the 16 kinds of student incident', stLevan, pupilKinds, stLevanActions, 16 * 8],
  ['SL16: the 16 kinds of staff incident', stLevan, staffKinds, stLevanActions, 16 * 8],
] as const;

describe.each(tables)('D5: %s', (_, policy, kinds, actions, count) => {
  const table = cells(kinds, actions);
  it('has every cell', () => {
    expect(table).toHaveLength(count);
  });

  it.each(table)('%s / %s: taken as it is where the matrix foresees it, else for a reason only', (kind, sanction) => {
    const foreseen = policy.sanctions.matrix.find((row) => row.kind === kind)!.actions.includes(sanction);
    const { label } = policy.sanctions.actions.find(({ code }) => code === sanction)!;
    const data = { code: sanction, label, foreseen };
    const past = given(inHand(kind, policy));
    const head = as('headteacher', { policy });
    past
      .when('RecordSanction', { sanction, reason }, head)
      .then([{ type: 'SanctionRecorded', data: { ...data, reason } }]);
    if (foreseen) past.when('RecordSanction', { sanction }, head).then([{ type: 'SanctionRecorded', data }]);
    else past.when('RecordSanction', { sanction }, head).thenRejected('REASON_MISSING', 'D5');
  });
});

describe('D5: the policy offers its actions, those it foresees first, each with its clause', () => {
  it('for a pupil incident of Appendix 3', () => {
    const offered = offeredSanctions(stokesWood, 'dataDestroyed');
    expect(offered.slice(0, 2)).toEqual([
      {
        code: 'referToTechnicalSupport',
        label: 'Refer to technical support',
        foreseen: true,
        clause: 'SW10 Appendix 3',
      },
      { code: 'furtherSanction', label: 'Further sanction', foreseen: true, clause: 'SW10 Appendix 3' },
    ]);
    expect(offered.filter(({ foreseen }) => foreseen)).toHaveLength(2);
    expect(offered).toHaveLength(stokesWood.sanctions.actions.length);
  });

  it('and foresees none for a kind that stands in no row', () => {
    expect(offeredSanctions(stokesWood, 'cyberbullying').some(({ foreseen }) => foreseen)).toBe(false);
  });
});

describe('D2, D5: a sanction is of the policy, and for the alleged', () => {
  const past = given(inHand('filterBypassed', stokesWood));
  const dsl = as('dsl');

  it('applies to somebody linked as the alleged, or to nobody named', () => {
    past
      .when('RecordSanction', { sanction: 'warning', person: person(1) }, dsl)
      .then([
        { type: 'SanctionRecorded', data: { code: 'warning', label: 'Warning', foreseen: true, person: person(1) } },
      ]);
    past.when('RecordSanction', { sanction: 'warning', person: person(2) }, dsl).thenRejected('NOT_THE_ALLEGED', 'D2');
    past
      .when('RecordSanction', { sanction: 'warning', person: person(3) }, dsl)
      .thenRejected('PERSON_NOT_LINKED', 'D2');
  });

  it('refuses an action that the policy does not know, and any before the acknowledgement', () => {
    past.when('RecordSanction', { sanction: 'lines', reason }, dsl).thenRejected('UNKNOWN_SANCTION', 'D5');
    given(inHand('filterBypassed', stokesWood).slice(0, -1))
      .when('RecordSanction', { sanction: 'warning' }, dsl)
      .thenRejected('WRONG_STATE');
  });
});
