import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { EventCodec } from '../../libs/eventing/schemas/event-codec.js';
import { EventStore } from '../../libs/eventing/log/event-store.js';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import { streamName } from '../../libs/eventing/log/stored-event.js';
import { incidentEvents } from '../../libs/incidents/incidents.events.js';
import { ladoReferralOf, policeReferralOf } from '../../libs/referrals/required-referral.js';
import { adoptPolicies, eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const written = 'Zebedee Quill was written to by a stranger.';

const document = `query ($id: ID!, $after: String) {
  referral(id: $id, after: $after) {
    status agency about mandatory incident investigation makeBy madeAt madeBy how reference told answerBy acknowledgedAt
    answer overdueSince alerted outcome steps { what who text }
  }
}`;

interface Entry {
  status: string;
  overdueSince: string | null;
  makeBy: string | null;
  answerBy: string | null;
  steps: { what: string; who: string }[];
  [field: string]: unknown;
}

async function shown(reader: Client, id: string, after?: string): Promise<Entry | null> {
  const { data, errors } = await reader.query(document, { id, after });
  expect(errors).toBeUndefined();
  return data!['referral'] as Entry | null;
}

const seen = (reader: Client, id: string, wanted: (entry: Entry) => boolean): Promise<Entry> =>
  eventually(async () => {
    const entry = await shown(reader, id);
    return entry && wanted(entry) ? entry : undefined;
  });

describe('D14, SW4: who outside the school was told, or why not', () => {
  it('is considered, made with its date, acknowledged, answered and closed', async () => {
    const dsl = await daybook.as('dsl');
    const { id } = await dsl.does('considerReferral', { agency: 'socialCare', about: 'pupil', concern: written });
    const making = { id, how: 'telephone', told: written, reference: 'SC 4711', contact: 'Duty desk' };
    expect(await dsl.isRefused('recordReferralMade', making)).toEqual({ code: 'REFERRAL_DATE_MISSING', clause: 'D14' });
    await dsl.does('recordReferralMade', { ...making, madeAt: inMinutes(-5) });
    await dsl.does('chaseReferral', { id, how: 'email', note: written });
    await dsl.does('recordReferralAcknowledged', { id, acknowledgedAt: inMinutes(-1) });
    await dsl.does('recordReferralAnswered', { id, answeredAt: inMinutes(-1), answer: 'An assessment begins.' });
    const { position } = await dsl.does('closeReferral', { id, outcome: 'Early help.' });

    const entry = await shown(dsl, id, position);
    expect(entry).toMatchObject({
      status: 'closed',
      agency: 'socialCare',
      madeBy: dsl.actor,
      how: 'telephone',
      reference: 'SC 4711',
      answer: 'An assessment begins.',
      outcome: 'Early help.',
    });
    expect(entry!.steps.map(({ what }) => what)).toEqual([
      'ReferralConsidered',
      'ReferralMade',
      'ReferralChased',
      'ReferralAcknowledged',
      'ReferralAnswered',
      'ReferralClosed',
    ]);
  });

  it('is not made, for stated reasons', async () => {
    const dsl = await daybook.as('dsl');
    const { id } = await dsl.does('considerReferral', { agency: 'cyberChoices', about: 'pupil', concern: written });
    const { position } = await dsl.does('recordNotReferred', { id, reasons: 'He has stopped, and his parents help.' });
    expect(await shown(dsl, id, position)).toMatchObject({ status: 'notMade', madeAt: null });
  });

  it('is found in the tracker by what waits, and by nobody at another school', async () => {
    const [dsl, teacher] = await Promise.all([daybook.as('dsl'), daybook.as('teacher')]);
    const { id, position } = await dsl.does('considerReferral', { agency: 'iwf', about: 'pupil', concern: written });
    const tracker = `query ($after: String) { referralTracker(after: $after, filter: { agency: [iwf], overdue: false }) { entries { id } } }`;
    const { data } = await dsl.query(tracker, { after: position });
    expect(data!['referralTracker']).toEqual({ entries: [{ id }] });
    const elsewhere = await daybook.as('dsl', { school: schools.stokesWood });
    expect((await elsewhere.query(tracker, { after: position })).data!['referralTracker']).toEqual({ entries: [] });
    expect((await teacher.query(tracker)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'SW4' });
  });
});

describe('D12, SL5: what the police have to be told', () => {
  it('halts the investigation, opens the referral by itself, and goes on only when it is made', async () => {
    const [dsl, teacher] = await Promise.all([daybook.as('dsl'), daybook.as('teacher')]);
    for (const { actor } of [dsl, teacher]) await daybook.person({ id: actor, role: 'teacher' });
    const { id } = await dsl.does('startInvestigation', {
      about: 'pupil',
      staff: [dsl.actor, teacher.actor],
      computer: 'Office laptop 3',
      concern: written,
    });
    await teacher.does('joinInvestigation', { id });
    await teacher.does('reportSuspicion', {
      id,
      suspicion: 'childSexualAbuseImages',
      url: 'https://example.org/x',
      description: written,
    });
    const note = { id, text: 'May we go on?' };
    expect((await dsl.isRefused('addInvestigationNote', note)).code).toBe('INVESTIGATION_HALTED');
    await dsl.does('isolateComputer', { id, how: 'Unplugged and locked in the office.' });
    const resume = { id, reason: 'The police have taken over and agree.' };
    expect((await dsl.isRefused('resumeInvestigation', resume)).code).toBe('POLICE_REFERRAL_MISSING');

    const referral = policeReferralOf(id);
    const opened = await seen(dsl, referral, ({ status }) => status === 'required');
    expect(opened).toMatchObject({ agency: 'police', mandatory: true, investigation: id });
    expect((await dsl.isRefused('recordNotReferred', { id: referral, reasons: written })).code).toBe(
      'REFERRAL_MANDATORY',
    );
    await dsl.does('recordReferralMade', {
      id: referral,
      madeAt: inMinutes(0),
      how: 'telephone',
      told: written,
      reference: 'Crime 17/26',
    });
    const told = await eventually(async () => {
      const { data } = await dsl.query('query ($id: ID!) { investigation(id: $id) { policeReferral status } }', { id });
      const entry = data!['investigation'] as { policeReferral: string | null } | null;
      return entry?.policeReferral ? entry : undefined;
    });
    expect(told).toEqual({ policeReferral: referral, status: 'halted' });
    await dsl.does('resumeInvestigation', resume);
    await dsl.does('addInvestigationNote', note);
  });
});

/** As if it had been raised days ago, while the worker was away. */
async function raisedEarlier(kindCode: string, daysAgo: number): Promise<string> {
  const id = randomUUID();
  const pool = new pg.Pool({ connectionString: daybook.connections.keys });
  const store = new EventStore(daybook.eventStoreUrl);
  try {
    const codec = new EventCodec([incidentEvents], new KeyRing(pool, daybook.masterKey));
    const recordedAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    const kind = { code: kindCode, label: 'Serious allegation', about: 'staff', illegal: false };
    const data = {
      anonymous: false,
      kind,
      occurredAt: recordedAt,
      place: 'inSchool',
      facts: written,
      acknowledgeBy: recordedAt,
    };
    const stream = streamName('incident', id);
    const [eventId, commandId] = [randomUUID(), randomUUID()];
    const encoded = await codec.encode({ stream, type: 'IncidentRaised', eventId }, schools.stLevan, data);
    const metadata = {
      school: schools.stLevan,
      actor: randomUUID(),
      role: 'teacher' as const,
      command: 'RaiseIncident',
      commandId,
      policy: 'st-levan@2017-09',
      recordedAt,
      schemaVersion: encoded.schemaVersion,
      $correlationId: commandId,
      $causationId: commandId,
    };
    const event = { eventId, type: 'IncidentRaised', data: encoded.data, metadata };
    await store.append(stream, -1, await codec.seal(stream, -1, [event]));
    return id;
  } finally {
    await store.close();
    await pool.end();
  }
}

describe('D15: an allegation against an adult and the LADO', () => {
  it('opens the contact with the LADO for the headteacher alone, due in one working day', async () => {
    const [teacher, dsl, head] = await Promise.all(
      (['teacher', 'dsl', 'headteacher'] as const).map((role) => daybook.as(role)),
    );
    const { id } = await teacher!.does('raiseIncident', {
      kind: 'staffAllegation',
      occurredAt: inMinutes(-60),
      place: 'inSchool',
      facts: written,
    });
    const referral = ladoReferralOf(id);
    const opened = await seen(head!, referral, ({ status }) => status === 'required');
    expect(opened).toMatchObject({
      agency: 'lado',
      about: 'staff',
      mandatory: false,
      incident: id,
      overdueSince: null,
    });
    const hours = (Date.parse(opened.makeBy!) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(await shown(dsl!, referral)).toBeNull();
    const { position } = await head!.does('recordNotReferred', { id: referral, reasons: 'It was another adult.' });
    expect(await shown(head!, referral, position)).toMatchObject({ status: 'notMade' });
  });

  it('raises the alarm when there is neither contact nor written reason, and names no person', async () => {
    const head = await daybook.as('headteacher');
    const id = await raisedEarlier('staffAllegation', 5);
    const overdue = await seen(head, ladoReferralOf(id), ({ overdueSince }) => overdueSince !== null);
    expect(overdue).toMatchObject({ status: 'required', alerted: ['headteacher'] });
    expect(overdue.steps.map(({ what, who }) => [what, who])).toEqual([
      ['ReferralRequired', 'daybook'],
      ['ReferralOverdue', 'daybook'],
    ]);
  });

  it('asks for none where the kind is no allegation', async () => {
    const [teacher, head] = await Promise.all([daybook.as('teacher'), daybook.as('headteacher')]);
    const { id } = await teacher.does('raiseIncident', {
      kind: 'cyberbullying',
      occurredAt: inMinutes(-60),
      place: 'inSchool',
      facts: written,
    });
    // Alarms are handled in the order of the log: once a later allegation has its referral, this one has none to come.
    const later = await raisedEarlier('staffAllegation', 0);
    await seen(head, ladoReferralOf(later), ({ status }) => status === 'required');
    expect(await shown(head, ladoReferralOf(id))).toBeNull();
  });
});
