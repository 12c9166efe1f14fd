import { audit } from '../../apps/audit/audit.js';
import { adoptPolicies, eventually, startDaybook, type Client, type Daybook } from '../support/daybook.js';

const facts = 'Zebedee Quill was called names in the class chat.';

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
  await adoptPolicies(daybook);
});
afterAll(() => daybook.stop());

async function run(...args: string[]): Promise<{ code: number; lines: string[]; complaints: string }> {
  const [lines, complaints]: [string[], string[]] = [[], []];
  const settings = { EVENTSTORE_URL: daybook.eventStoreUrl, DAYBOOK_DATA: '/nowhere' };
  const code = await audit(
    args,
    settings,
    (line) => void lines.push(line),
    (line) => complaints.push(line),
  );
  return { code, lines, complaints: complaints.join('\n') };
}

async function holderOf(role: 'dsl', office: Client): Promise<Client> {
  const client = await daybook.as(role);
  await office.does('recordPerson', { person: client.actor, name: 'Zebedee Quill', kind: 'staff' });
  await office.does('assignRole', { person: client.actor, role, from: '2025-09-01' });
  return client;
}

it('D35: what followed from an incident is printed as a tree, without a word of the case', async () => {
  const dsl = await holderOf('dsl', await daybook.as('officeManager'));
  const teacher = await daybook.as('teacher');
  const report = { kind: 'cyberbullying', occurredAt: '2025-03-12T10:15:00Z', place: 'inSchool', facts };
  const { id } = await teacher.does('raiseIncident', report);
  const stream = `incident-${id}`;
  const noted = await eventually(async () => {
    const { lines } = await run('trace', stream);
    return lines.some((line) => line.includes('notification due')) ? lines : undefined;
  });
  expect(noted[0]).toMatch(
    new RegExp(`^> \\S+Z  incident raised, by teacher ${teacher.actor} \\(${stream}, revision 0\\)$`),
  );
  const told = noted.filter((line) => /^ {2}[├└]─ \S+Z {2}notification due, by Daybook itself/.test(line));
  expect(told).not.toEqual([]);
  expect(noted.join()).not.toContain('Zebedee');
  expect(noted.join()).not.toContain(dsl.actor);

  const { lines: events } = await run('trace', stream, '--json');
  const chain = events.map((line) => JSON.parse(line) as Record<string, string>);
  const notice = chain.find(({ type }) => type === 'NotificationDue')!;
  const cause = chain.find(({ eventId }) => eventId === notice['causationId']);
  expect(cause).toMatchObject({ stream, correlationId: notice['correlationId'] });
  // From any event of it the whole chain is found.
  expect((await run('trace', notice['eventId']!, '--json')).lines).toEqual(expect.arrayContaining(events));
});

it('what is not there, or not named, is told', async () => {
  expect(await run('trace', 'incident-none')).toMatchObject({ code: 2, lines: [] });
  expect((await run('trace', '3f0c6c1e-0000-4000-8000-000000000000')).complaints).toContain('there is no such event');
  expect((await run('trace', 'something')).complaints).toContain('trace: a record is named <category>-<id>');
});
