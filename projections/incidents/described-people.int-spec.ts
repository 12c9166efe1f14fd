import { incidentLog } from '#projections/incidents/incident-log.js';
import { projectionSpec, type Fact, type ProjectionSpec } from '../../test/support/projection-spec.js';

let spec: ProjectionSpec;
beforeAll(async () => {
  spec = await projectionSpec(incidentLog);
});
afterAll(() => spec.stop());

const [bram, cyra] = ['5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01', '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a02'];
const raised: Fact = {
  type: 'IncidentRaised',
  data: {
    kind: { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false },
    occurredAt: '2026-03-12T10:15:00.000Z',
    place: 'inSchool',
    facts: 'Pictures on the bus.',
    acknowledgeBy: '2026-03-13T10:15:00.000Z',
    anonymous: false,
  },
};
const boy = { description: 'In a red coat.', role: 'alleged', capacity: 'pupil', yearGroup: 'year5' };
const describedAs = (number: number, more: object = {}): Fact => ({
  type: 'PersonDescribed',
  data: { number, ...boy, ...more },
});
const identifiedAs = (number: number, person: string, more: object = {}): Fact => ({
  type: 'DescribedPersonIdentified',
  data: { number, person, role: 'alleged', capacity: 'pupil', yearGroup: 'year5', ...more },
});
const rowAfter = async (...facts: Fact[]) => (await spec.given([raised, ...facts]))[0]!;

it('D2: shows who was described, and under the same number who it was or that nobody knows', async () => {
  const open = { number: 1, ...boy, status: 'open' };
  expect(await rowAfter(describedAs(1))).toMatchObject({ described: [open], people: [], year_groups: ['year5'] });
  const second = describedAs(2, { description: 'The tall one.', yearGroup: 'year3' });
  const reason = 'Nobody knew.';
  const row = await rowAfter(
    describedAs(1),
    second,
    { type: 'DescribedPersonNotIdentified', data: { number: 2, reason } },
    identifiedAs(1, bram, { yearGroup: 'year6' }),
  );
  expect(row).toMatchObject({
    people: [{ person: bram, role: 'alleged', yearGroup: 'year6' }],
    described: [
      { ...open, status: 'identified', person: bram },
      { number: 2, status: 'notIdentified', reason },
    ],
    // Of the second one it is still known in which year group they are.
    year_groups: ['year3', 'year6'],
  });
  expect((row['steps'] as { what: string; text?: string }[]).map(({ text }) => text)).toEqual(
    expect.arrayContaining(['In a red coat.', 'The tall one.', reason]),
  );
  expect(await spec.again()).toEqual([row]);
});

it('D2: links once whom two descriptions were of, and forgets a reason when somebody is identified after all', async () => {
  const row = await rowAfter(
    describedAs(1),
    describedAs(2),
    identifiedAs(1, bram),
    { type: 'DescribedPersonNotIdentified', data: { number: 2, reason: 'Nobody knew.' } },
    identifiedAs(2, bram),
  );
  expect(row['people']).toHaveLength(1);
  expect(row['described']).toEqual([
    { number: 1, ...boy, status: 'identified', person: bram },
    { number: 2, ...boy, status: 'identified', person: bram },
  ]);
});

it('D6: is handled by those who handle it by what is known of the alleged, and no longer by what was thought', async () => {
  const adult = describedAs(1, { capacity: 'staff', yearGroup: undefined });
  expect(await rowAfter(adult)).toMatchObject({ handled_by: ['headteacher'] });
  expect((await rowAfter(adult, identifiedAs(1, cyra)))['handled_by']).toContain('dsl');
  expect(
    await rowAfter(describedAs(1), identifiedAs(1, cyra, { capacity: 'headteacher', yearGroup: undefined })),
  ).toMatchObject({
    handled_by: ['chairOfGovernors'],
  });
});
