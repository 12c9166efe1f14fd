import { governorIncidentLog } from '#projections/incidents/governor-incident-log.js';
import { projectionSpec, type Fact, type ProjectionSpec } from '../../test/support/projection-spec.js';

let spec: ProjectionSpec;
beforeAll(async () => {
  spec = await projectionSpec(governorIncidentLog);
});
afterAll(() => spec.stop());

const id = '0b9b3c1e-93a5-4d0f-9d5c-0d8f6a1f7b52';
const child = '7c1f6a52-3f0b-4f53-8f8e-6a3d1f2c9b10';
const kind = { code: 'content.violent', label: 'Violent content', about: 'pupil', risk: 'content', illegal: false };
const told = 'Zoë Pascoe of 9B';

/** Everything that may be written about an incident, each text naming the child. */
const facts: Fact[] = [
  {
    type: 'IncidentRaised',
    data: {
      kind,
      occurredAt: '2026-03-12T10:15:00.000Z',
      place: 'inSchool',
      placeDetail: told,
      membershipLink: told,
      facts: told,
      acknowledgeBy: '2026-03-13T10:15:00.000Z',
      anonymous: false,
    },
    by: { actor: child },
  },
  { type: 'PersonLinked', data: { person: child, role: 'alleged', note: told, yearGroup: 'year9' } },
  { type: 'IncidentAcknowledged', data: { note: told } },
  { type: 'SeriousnessDecided', data: { seriousness: 'level 2', reasons: told } },
  { type: 'ParentsNotInformed', data: { reason: told } },
  { type: 'AddendumAdded', data: { text: told } },
  { type: 'FactsCorrected', data: { facts: told, reason: told } },
].map((fact) => ({ ...fact, id }));

it('keeps what kind of incident, on which day, and what came of it, for the numbers of a term', async () => {
  expect(await spec.given(facts)).toEqual([
    {
      school: '900001',
      valid_from: expect.any(Date) as Date,
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      revision: expect.any(Number) as number,
      occurred_on: expect.anything() as unknown,
      year_groups: ['year9'],
      status: 'acknowledged',
      kind: 'content.violent',
      kind_label: 'Violent content',
      about: 'pupil',
      staff_alleged: false,
      place: 'inSchool',
      seriousness: 'level 2',
      parents_informed: false,
      outcome: null,
    },
  ]);
});

it('holds no name, no person, no record and no moment to be shown, whatever is written about the incident (SW2, D25)', async () => {
  // Since when a row reads so is kept for the log as at a day, and the day for the counts by term; no answer shows them.
  const rowsKept = await spec.given(facts);
  const shown = rowsKept.map(({ valid_from, occurred_on, ...row }) => [valid_from, occurred_on].every(Boolean) && row);
  const rows = JSON.stringify(shown);
  for (const secret of ['Zoë', '9B', child, id, '2026-03-12']) expect(rows).not.toContain(secret);
});

it('D4: has a kind of the school’s own under the policy’s name for it, never in the school’s words', async () => {
  const own = { ...kind, code: 'ownStory', label: told, countedAs: { code: 'commerce', label: 'Commerce' } };
  const [row] = await spec.given([{ ...facts[0]!, data: { ...(facts[0]!.data as object), kind: own } }]);
  expect(row).toMatchObject({ kind: 'commerce', kind_label: 'Commerce' });
});

it('marks a case in which an adult of the school is the alleged, whatever its kind (SW2, D16)', async () => {
  const alleged = (capacity: string): Fact => ({ ...facts[1]!, data: { person: child, role: 'alleged', capacity } });
  const marks = async (capacity: string) => (await spec.given([facts[0]!, alleged(capacity)]))[0]!['staff_alleged'];
  expect([await marks('pupil'), await marks('staff'), await marks('headteacher')]).toEqual([false, true, true]);
});
