import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { KeyRing } from '../../libs/eventing/privacy/key-ring.js';
import type { Role } from '../../libs/people/roles.js';
import { disclosuresIn } from '../support/disclosures.js';
import { History } from '../support/history.js';
import { adoptPolicies, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const school = schools.stokesWood;
const facts = 'Zebedee Quill was called names in the class chat by Morwenna.';
const reason = 'Zebedee asked for help twice.';
const report = { kind: 'cyberbullying', occurredAt: '2026-03-10T10:15:00Z', place: 'inSchool', facts };
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let daybook: Daybook;
const pupil = randomUUID();
const other = randomUUID();
let teacher: Client;
let dsl: Client;
let incident: string;
let referral: string;
let last: string;

const as = (role: Role, actor?: string): Promise<Client> => daybook.as(role, { school, ...(actor && { actor }) });
const get = async (who: Client, path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(path, daybook.graphqlUrl), {
    headers: { authorization: `Bearer ${who.token}`, ...headers },
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};
interface Json {
  position: string;
  of: { name: string | null };
  entries: { event: string; by: string; details: { label: string; text: string }[] }[];
}
/** The read models have reached what was recorded last. */
const settled = async (who: Client, after: string): Promise<void> => {
  const reads = `query ($after: String) { incidentLog(after: $after) { nextCursor } referralTracker(after: $after) { nextCursor } people(after: $after) { nextCursor } monitoringAlerts(after: $after) { nextCursor } }`;
  expect((await who.query(reads, { after })).errors).toBeUndefined();
};

beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
  const office = await as('officeManager');
  [teacher, dsl] = [await as('teacher'), await as('dsl')];
  await office.does('recordPerson', { person: pupil, name: 'Zebedee Quill', kind: 'pupil', yearGroup: 'year4' });
  await office.does('recordPerson', { person: other, name: 'Morwenna Pascoe', kind: 'pupil', yearGroup: 'year6' });
  await office.does('recordPerson', { person: teacher.actor, name: 'Ann Jago', kind: 'staff' });
  const people = [
    { person: pupil, role: 'victim', note: reason },
    { person: other, role: 'alleged', capacity: 'pupil', note: 'Morwenna is sorry.' },
  ];
  incident = (await teacher.does('raiseIncident', { ...report, people })).id;
  await dsl.does('acknowledgeIncident', { id: incident });
  referral = (
    await dsl.does('considerReferral', {
      agency: 'socialCare',
      about: 'pupil',
      subjects: [pupil],
      concern: reason,
      incident,
    })
  ).id;
  const madeAt = new Date(Date.now() - 60_000).toISOString();
  last = (
    await dsl.does('recordReferralMade', {
      id: referral,
      madeAt,
      how: 'telephone',
      told: 'All of it.',
      reference: 'MASH 17',
    })
  ).position;
  await settled(dsl, last);
});
afterAll(() => daybook.stop());

describe('D32: the chronology of a pupil', () => {
  it('has what happened over all records that name them, in the order of the log, with the names of the school’s list', async () => {
    const { response, bytes } = await get(dsl, `/people/${pupil}/chronology?format=json`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const json = JSON.parse(bytes.toString()) as Json;
    expect(json.of.name).toBe('Zebedee Quill');
    expect(json.entries.map(({ event }) => event)).toEqual([
      ...['IncidentRaised', 'PersonLinked', 'PersonLinked', 'RolesAlerted', 'IncidentAcknowledged'],
      ...['ReferralConsidered', 'ReferralMade'],
    ]);
    expect(json.entries[0]!.by).toBe('Ann Jago');
    expect(json.entries[5]!.details).toContainEqual({ label: 'Incident', text: 'record 1' });
  });

  it('D21: has the alerts of the monitoring system that name the pupil, and an incident those that are part of it', async () => {
    const { eventStoreUrl, connections, masterKey } = daybook;
    const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const occurredAt = new Date(report.occurredAt).toISOString();
    const received = (content: string, person: string) => ({
      type: 'AlertReceived',
      data: {
        ...{ source: randomUUID(), door: 'webhook', occurredAt, grade: '5', highRisk: true, contentKind: 'term' },
        ...{ content, account: `account of ${content}`, person, expiresAt },
      },
    });
    await history.record('monitoringAlert', school, [received('searched by the pupil', pupil)]);
    await history.record('monitoringAlert', school, [
      received('searched by the other', other),
      { type: 'AlertAttached', data: { incident } },
    ]);
    await history.close();
    const alert = (await dsl.does('addAddendum', { id: incident, text: 'Both have been searching.' })).position;
    await settled(dsl, alert);
    const of = async (path: string): Promise<string> => (await get(dsl, `${path}?format=json`)).bytes.toString();
    const [ofPupil, ofIncident] = [
      await of(`/people/${pupil}/chronology`),
      await of(`/incidents/${incident}/chronology`),
    ];
    expect(ofPupil).toContain('searched by the pupil');
    expect([ofIncident.includes('searched by the other'), ofIncident.includes('searched by the pupil')]).toEqual([
      true,
      false,
    ]);
    const { bytes } = await get(dsl, `/people/${pupil}/chronology?format=json&thirdParties=leftOut`);
    expect(bytes.toString()).toContain('account of searched by the pupil');
    expect(bytes.toString()).not.toContain('searched by the other');
  });

  it('is the same bytes when it is taken again at the same position, whatever happened since', async () => {
    const first = await get(dsl, `/people/${pupil}/chronology`);
    expect(first.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const position = first.response.headers.get('x-daybook-position')!;
    const { position: after } = await dsl.does('addAddendum', { id: incident, text: 'Later.' });
    await (await as('officeManager')).does('renamePerson', { person: pupil, name: 'Zeb Quill' });
    await settled(dsl, after);
    const again = await get(dsl, `/people/${pupil}/chronology?position=${position}`);
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect((await get(dsl, `/people/${pupil}/chronology`)).bytes.equals(first.bytes)).toBe(false);
    const json = await get(dsl, `/people/${pupil}/chronology?format=json&position=${position}`);
    expect(json.response.headers.get('x-daybook-content-sha256')).toBe(
      first.response.headers.get('x-daybook-content-sha256'),
    );
    expect(sha256(json.bytes)).toBe(first.response.headers.get('x-daybook-content-sha256'));
  });

  it('leaves out staff and third parties where that is asked', async () => {
    const path = `/people/${pupil}/chronology?format=json&staffNames=leftOut&thirdParties=leftOut`;
    const { bytes } = await get(dsl, path);
    expect(bytes.toString()).not.toMatch(/Ann|Jago|Morwenna|Pascoe/);
    for (const id of [other, teacher.actor, dsl.actor]) expect(bytes.toString()).not.toContain(id);
    expect(bytes.toString()).toContain('called names in the class chat by [name left out]');
  });

  it('D34, D37: is on record before a byte goes out: who, what, with which options and which hash', async () => {
    const { bytes } = await get(dsl, `/incidents/${incident}/chronology?from=2026-01-01`, {
      'document-password': 'a long enough password',
    });
    expect(bytes.toString('latin1')).toMatch(/\/Encrypt/);
    const taken = (await disclosuresIn(daybook.eventStoreUrl)).at(-1)!;
    expect(taken).toMatchObject({
      type: 'ChronologyTaken',
      metadata: { actor: dsl.actor, role: 'dsl', school },
      data: {
        of: 'incident',
        subject: incident,
        format: 'pdf',
        from: '2026-01-01',
        encrypted: true,
        fileSha256: sha256(bytes),
      },
    });
    expect(JSON.stringify(taken.data)).not.toContain('password');
    const log = `{ disclosures(first: 200) { entries { readBy kind subject fileSha256 options { encrypted from } } } }`;
    const auditor = await as('auditor');
    let entry: unknown;
    while (!entry) {
      const { entries } = (await auditor.query(log)).data!['disclosures'] as { entries: { fileSha256: string }[] };
      entry = entries.find(({ fileSha256 }) => fileSha256 === sha256(bytes));
    }
    expect(entry).toMatchObject({
      readBy: dsl.actor,
      kind: 'chronologyOfIncident',
      subject: incident,
      options: { encrypted: true },
    });
    expect((await dsl.query(log)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', clause: 'D37' } }]);
  });

  it('is for those who may see the records, and holds nothing of what they may not', async () => {
    const people = [
      { person: pupil, role: 'victim' },
      { person: await daybook.person({ school }), role: 'alleged', capacity: 'staff' },
    ];
    const head = await as('headteacher');
    const { position } = await head.does('raiseIncident', {
      ...report,
      kind: 'staffAllegation',
      facts: 'About staff.',
      people,
    });
    await settled(head, position);
    expect((await get(head, `/people/${pupil}/chronology?format=json`)).bytes.toString()).toContain('About staff.');
    expect((await get(dsl, `/people/${pupil}/chronology?format=json`)).bytes.toString()).not.toContain('About staff.');
    for (const role of ['teacher', 'governor', 'auditor', 'systemAdministrator', 'parent'] as const)
      expect((await get(await as(role), `/people/${pupil}/chronology`)).response.status).toBe(403);
    const elsewhere = await daybook.as('dsl', { school: schools.stLevan });
    expect((await get(elsewhere, `/incidents/${incident}/chronology`)).bytes.toString()).toMatch(/NOT_FOUND/);
    const before = (await disclosuresIn(daybook.eventStoreUrl)).length;
    for (const query of ['?format=doc', '?position=99999999999', '?Zebedee=1', '?from=yesterday'])
      expect((await get(dsl, `/people/${pupil}/chronology${query}`)).response.status).toBe(400);
    expect((await get(dsl, `/people/${pupil}/chronology`, { 'document-password': 'short' })).response.status).toBe(400);
    expect((await disclosuresIn(daybook.eventStoreUrl)).length).toBe(before);
  });
});

describe('D14: the report of a referral, printed for the agency', () => {
  it('goes to those who handle it, and is on record with its hash before it goes', async () => {
    const { response, bytes } = await get(dsl, `/referrals/${referral}/report`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const steps = `query ($id: ID!) { referral(id: $id) { steps { what who } } }`;
    let seen: { what: string; who: string }[] = [];
    while (!seen.some(({ what }) => what === 'ReferralReportTaken'))
      seen = ((await dsl.query(steps, { id: referral })).data!['referral'] as { steps: typeof seen }).steps;
    expect(seen.at(-1)).toEqual({ what: 'ReferralReportTaken', who: dsl.actor });
    expect((await get(dsl, `/referrals/${referral}/report`)).bytes.equals(bytes)).toBe(true);
    expect((await get(teacher, `/referrals/${referral}/report`)).response.status).toBe(403);
    const subject = await as('dsl', pupil);
    expect((await get(subject, `/referrals/${referral}/report`)).bytes.toString()).toMatch(/NOT_FOUND/);
  });
});

it('SL12: what was erased reads so, and the chronology is still there', async () => {
  const { eventStoreUrl, connections, masterKey } = daybook;
  const history = await History.of({ eventStoreUrl, keysUrl: connections.keys, masterKey });
  const person = randomUUID();
  const recorded = { person, name: 'Loveday Nance', kind: 'pupil', yearGroup: 'year5' };
  await history.record('person', school, [{ type: 'PersonRecorded', data: recorded }], person);
  const kind = { code: 'cyberbullying', label: 'Cyberbullying', about: 'pupil', illegal: false };
  const { occurredAt, place } = report;
  const raised = {
    kind,
    occurredAt: new Date(occurredAt).toISOString(),
    place,
    facts: 'Loveday told.',
    anonymous: false,
  };
  const id = await history.record('incident', school, [
    { type: 'IncidentRaised', data: { ...raised, acknowledgeBy: new Date().toISOString() } },
    { type: 'PersonLinked', data: { person, role: 'victim', note: 'Loveday is well.' } },
  ]);
  await history.close();
  const { position } = await dsl.does('addAddendum', { id: incident, text: 'To wait for.' });
  await settled(dsl, position);
  const pool = new pg.Pool({ connectionString: connections.keys });
  const keys = new KeyRing(pool, masterKey);
  for (const subject of [`person:${person}`, `incident-${id}`]) await keys.destroy(school, subject);
  await pool.end();
  const { response, bytes } = await get(dsl, `/people/${person}/chronology?format=json`);
  expect(response.status).toBe(200);
  const json = JSON.parse(bytes.toString()) as Json;
  expect(json.of.name).toBe('[erased]');
  expect(json.entries[0]!.details).toContainEqual({ label: 'Facts', text: '[erased]' });
  expect(json.entries[1]!.details).toContainEqual({ label: 'Note', text: '[erased]' });
  expect(bytes.toString()).not.toContain('Loveday');
  expect((await get(dsl, `/people/${person}/chronology`)).response.status).toBe(200);
});
