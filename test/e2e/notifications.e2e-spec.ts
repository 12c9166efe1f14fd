import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendMail } from '../../apps/worker/notifications/mail.js';
import type { Role } from '../../libs/people/roles.js';
import { BuiltProcess } from '../support/built-process.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { startMailServer, type MailServer } from '../support/tiny-mail-server.js';

const facts = 'Zebedee Quill was called names in the class chat.';
const report = { kind: 'cyberbullying', occurredAt: '2025-03-12T10:15:00Z', place: 'inSchool', facts };
const mailFrom = 'daybook@school.example';

interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly aboutCategory: string;
  readonly aboutId: string;
  readonly roles: string[];
  readonly insteadOf: string[];
  readonly readAt: string | null;
  readonly email: string;
}

let daybook: Daybook;
let mailServer: MailServer;
let office: Client;
let reporter: Client;
beforeAll(async () => {
  mailServer = await startMailServer();
  daybook = await startDaybook({ mail: { smtpUrl: mailServer.url, from: mailFrom, timeoutMs: 2_000 } });
  await adoptPolicies(daybook);
  office = await daybook.as('officeManager');
  reporter = await daybook.as('teacher');
});
afterAll(async () => {
  await daybook.stop();
  await mailServer.stop();
});

/** Somebody whom the school knows, with an address and perhaps a role. */
async function somebody(role: Role, address: string | undefined, from = '2025-09-01'): Promise<Client> {
  const client = await daybook.as(role);
  const person = client.actor;
  await office.does('recordPerson', { person, name: 'Zebedee Quill', kind: 'staff' });
  if (address !== undefined) await client.does('setEmailAddress', { person, address });
  await office.does('assignRole', { person, role, from });
  return client;
}

const leaves = (client: Client): Promise<unknown> =>
  office.does('recordLeaver', { person: client.actor, on: '2026-01-01' });

async function inboxOf(reader: Client): Promise<Entry[]> {
  const { data, errors } = await reader.query(
    '{ inbox { entries { id kind aboutCategory aboutId roles insteadOf readAt email } } }',
  );
  expect(errors).toBeUndefined();
  return (data!['inbox'] as { entries: Entry[] }).entries;
}
const eventuallyTold = (reader: Client, about: string, email?: string): Promise<Entry> =>
  eventually(async () =>
    (await inboxOf(reader)).find((each) => each.aboutId === about && (email === undefined || each.email === email)),
  );
const mailsTo = (address: string): string[] =>
  mailServer.messages.filter(({ to }) => to === address).map(({ text }) => text);

it('D6: the holders of the alerted roles are told, in the inbox and by e-mail, without a word of the case', async () => {
  const dsl = await somebody('dsl', 'dsl@school.example');
  const former = await somebody('dsl', 'former@school.example');
  await office.does('endRole', { person: former.actor, role: 'dsl', from: '2025-09-01', until: '2026-01-01' });
  const { id } = await reporter.does('raiseIncident', report);
  const told = await eventuallyTold(dsl, id, 'sent');
  expect(told).toMatchObject({ kind: 'incidentAlert', aboutCategory: 'incident', roles: ['dsl'] });
  const [mail, ...more] = mailsTo('dsl@school.example');
  expect(more).toEqual([]);
  expect(mail).toContain('You have a report to review.');
  expect(mail).toContain(told.id);
  expect(mail).toContain(`From: ${mailFrom}`);
  for (const secret of ['Zebedee', 'Quill', 'chat', 'cyberbullying', 'ullying', id, reporter.actor])
    expect(mail).not.toContain(secret);
  expect(mailsTo('former@school.example')).toEqual([]);
  const stillHere = await daybook.as('teacher', { actor: former.actor });
  expect(await inboxOf(stillHere)).toEqual([]);
  expect(await stillHere.isRefused('markNotificationRead', { id: told.id })).toMatchObject({ code: 'NOT_FOUND' });
  await dsl.does('markNotificationRead', { id: told.id });
  await eventually(async () => (await inboxOf(dsl)).find((entry) => entry.readAt !== null));
  const unread = await dsl.query('{ inbox(filter: { read: false }) { total } }');
  expect(unread.data).toEqual({ inbox: { total: 0 } });
  await leaves(dsl);
});

it('D23: what a role without a holder was to be told falls to the headteacher, and the vacancy is seen', async () => {
  const head = await somebody('headteacher', 'head@school.example');
  const { id } = await reporter.does('raiseIncident', report);
  const { insteadOf } = await eventuallyTold(head, id, 'sent');
  expect(insteadOf).toContain('dsl');
  expect(mailsTo('head@school.example')).toHaveLength(1);
  const governor = await daybook.as('governor');
  const vacancies = await governor.query('{ vacancies { entries { role fellTo } } }');
  expect(vacancies.data!['vacancies']).toMatchObject({
    entries: expect.arrayContaining([{ role: 'dsl', fellTo: 'headteacher' }]) as unknown,
  });
  await leaves(head);
});

it('D6: a concern about the headteacher that has no chair to go to reaches nobody else; the head does not learn of it', async () => {
  const head = await somebody('headteacher', 'head2@school.example');
  const { id } = await reporter.does('raiseStaffConcern', {
    about: await daybook.person(),
    capacity: 'headteacher',
    occurredAt: report.occurredAt,
    concern: facts,
  });
  const governor = await daybook.as('governor');
  const query = '{ vacancies { entries { role fellTo } } }';
  const seenBy = async (reader: Client): Promise<unknown[]> => {
    const { data } = await reader.query(query);
    return (data!['vacancies'] as { entries: { role: string }[] }).entries.filter(
      ({ role }) => role === 'chairOfGovernors',
    );
  };
  await eventually(async () => ((await seenBy(governor)).length > 0 ? true : undefined));
  expect(await seenBy(governor)).toEqual([{ role: 'chairOfGovernors', fellTo: null }]);
  expect(await seenBy(head)).toEqual([]);
  expect((await inboxOf(head)).filter(({ aboutId }) => aboutId === id)).toEqual([]);
  await leaves(head);
});

it('an e-mail that was refused for now is sent later, also after the loss of the whole queue; one refused for good is not', async () => {
  const busy = await somebody('dsl', 'busy@school.example');
  const unknown = await somebody('deputyDsl', 'unknown@school.example');
  const { id } = await reporter.does('raiseIncident', report);
  await eventuallyTold(unknown, id, 'refused');
  await eventuallyTold(busy, id, 'waiting');
  const jobs = new pg.Client({ connectionString: daybook.connections.worker });
  await jobs.connect();
  await eventually(async () => {
    const set = await jobs.query(`select from deadline where reaction = 'send-email-of-notification'`);
    const { rowCount } = await jobs.query('delete from bullmq.job returning id');
    return set.rowCount === 1 && rowCount !== 0 ? true : undefined;
  });
  await jobs.end();
  expect(mailsTo('busy@school.example')).toEqual([]);
  const another = await daybook.startWorker();
  await eventuallyTold(busy, id, 'sent');
  expect(mailsTo('busy@school.example')).toHaveLength(1);
  await another.stop();
  await leaves(busy);
  await leaves(unknown);
});

it('an e-mail whose answer was lost may have been sent, so it is not sent again', async () => {
  const dsl = await somebody('dsl', 'hangup@school.example');
  const { id } = await reporter.does('raiseIncident', report);
  await eventuallyTold(dsl, id, 'uncertain');
  expect(mailsTo('hangup@school.example')).toHaveLength(1);
  const administrator = await daybook.as('systemAdministrator');
  const { data } = await administrator.query('{ emailCounts { status notifications } }');
  expect(data!['emailCounts']).toContainEqual({ status: 'uncertain', notifications: 1 });
  await leaves(dsl);
});

it('D9: whoever declines reminders gets none by e-mail, and the alerts all the same', async () => {
  const lead = await somebody('onlineSafetyLead', 'lead@school.example');
  await lead.does('declineReminderEmails', {});
  const { id } = await reporter.does('raiseIncident', report);
  await eventuallyTold(lead, id, 'sent');
  const { id: request } = await reporter.does('requestUnblock', {
    target: { kind: 'domain', value: 'weather.example.org' },
    scope: { kind: 'everyone' },
    studyPurpose: 'Weather',
    reason: 'A project on weather.',
    until: new Date(Date.now() + 86_400_000).toISOString(),
  });
  expect(await eventuallyTold(lead, request, 'notSent')).toMatchObject({ kind: 'filteringRequest' });
  expect(mailsTo('lead@school.example')).toHaveLength(1);
  await leaves(lead);
});

it('a worker that is killed between sending and recording sends nothing twice', async () => {
  await daybook.stopWorker();
  const dsl = await somebody('dsl', 'killed@school.example');
  const sent = new Promise<void>((resolve) => {
    mailServer.beforeAnswer = async (to) => {
      if (to !== 'killed@school.example') return;
      resolve();
      // The server has it; the worker is killed before it hears of that.
      await new Promise(() => undefined);
    };
  });
  const { connections, eventStoreUrl, masterKey } = daybook;
  const worker = await BuiltProcess.start('apps/worker/main.js', {
    environment: {
      EVENTSTORE_URL: eventStoreUrl,
      KEYS_DATABASE_URL: connections.keys,
      JOBS_DATABASE_URL: connections.worker,
      DAYBOOK_MASTER_KEY: masterKey.toString('base64'),
      SMTP_URL: mailServer.url,
      MAIL_FROM: mailFrom,
      MAIL_TIMEOUT_SECONDS: '2',
    },
  });
  const { id } = await reporter.does('raiseIncident', report);
  await sent;
  await worker.kill();
  const next = await daybook.startWorker();
  await eventuallyTold(dsl, id, 'uncertain');
  expect(mailsTo('killed@school.example')).toHaveLength(1);
  await next.stop();
});

it('without a mail server each e-mail is a file, and goes nowhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'daybook-mail-'));
  const mail = { id: randomUUID(), to: 'dsl@school.example', subject: 'Daybook', text: 'You have a report to review.' };
  expect(await sendMail({ folder, from: mailFrom }, mail)).toBe('sent');
  expect(await readdir(folder)).toEqual([`${mail.id}.eml`]);
  expect(await readFile(join(folder, `${mail.id}.eml`), 'utf8')).toContain('You have a report to review.');
  await rm(folder, { recursive: true });
});

it('no address and no name is in the queue, the deadlines or what the processes report', async () => {
  const jobs = new pg.Client({ connectionString: daybook.connections.worker });
  await jobs.connect();
  const { rows: tables } = await jobs.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const { rows } = await jobs.query<{ row: string }>(`select t::text as row from ${name} t`);
    expect(rows.map(({ row }) => row).join('\n')).not.toMatch(/Zebedee|Quill|school\.example/);
  }
  await jobs.end();
  expect(tables.length).toBeGreaterThan(3);
  expect(daybook.reports.join('\n')).not.toMatch(/Zebedee|Quill|school\.example/);
});
