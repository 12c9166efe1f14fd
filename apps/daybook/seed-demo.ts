import { v5 as uuidOf } from 'uuid';
import { londonDay } from '#libs/calendar/london-time.js';
import { schoolYearOf } from '#libs/calendar/school-calendar.js';
import type { Role } from '#libs/people/roles.js';
import { demoPeopleOf, demoPerson, demoSchools } from './demo-people.js';
import type { Surroundings } from './services.js';
import { signToken } from './sign-token.js';

const demo = 'c1d3a1b7-5b1d-4a58-8b58-1f7a9b0b2a11';
const dayMs = 86_400_000;

/**
 * Fills a new Daybook with the demo schools, through the API as people would.
 * Command ids follow from the school and the step, so that a second run changes nothing.
 */
export async function seedDemo({ graphqlUrl, secrets }: Surroundings & { graphqlUrl: string }): Promise<void> {
  const until = new Date(Date.now() + 14 * dayMs).toISOString();
  for (const { urn, pack, edition } of demoSchools) {
    const act = async (step: string, role: Role, mutation: string, input: Record<string, unknown>): Promise<void> => {
      const token = await signToken(secrets.issuerKey, { actor: demoPerson(role, urn), roles: [role], school: urn }, 1);
      await mutate(graphqlUrl, token, mutation, { ...input, commandId: uuidOf(`${urn}/${step}`, demo) });
    };
    const id = uuidOf(`${urn}/whale-campaigns`, demo);
    await act('policy', 'chairOfGovernors', 'adoptPolicy', {
      pack,
      edition,
      approvedOn: `${edition}-15`,
      minuteReference: 'Full governing body, item 7',
      nextReviewOn: '2027-09-15',
    });
    await act('policy/confirmed', 'headteacher', 'confirmPolicyAdoption', { pack, edition });
    const thisYear = schoolYearOf(londonDay(new Date()));
    for (const year of [thisYear - 1, thisYear])
      await act(`terms/${year}`, 'headteacher', 'setTerms', { year, terms: demoTerms(year), insetDays: [] });
    for (const { role, ...person } of demoPeopleOf(urn)) {
      await act(`person/${person.name}`, 'officeManager', 'recordPerson', { ...person });
      if (role)
        await act(`role/${role}`, 'officeManager', 'assignRole', {
          person: person.person,
          role,
          from: `${edition}-01`,
        });
    }
    await act('request', 'teacher', 'requestUnblock', {
      id,
      target: { kind: 'url', value: 'https://campaigns.example.org/whales' },
      scope: { kind: 'yearGroup', name: 'Year 4' },
      studyPurpose: 'Persuasive writing: campaigns',
      reason: 'The class compares how two campaigns argue.',
      until,
    });
    await act('agree', 'onlineSafetyLead', 'agreeUnblock', {
      id,
      reason: 'Looked at every page; no comments section.',
    });
    await act('implement', 'technician', 'implementUnblock', { id });
  }
}

const demoTerms = (year: number) => [
  { name: 'Autumn', from: `${year}-09-03`, to: `${year}-12-18` },
  { name: 'Spring', from: `${year + 1}-01-05`, to: `${year + 1}-03-26` },
  { name: 'Summer', from: `${year + 1}-04-13`, to: `${year + 1}-07-20` },
];

/**
 * An adopted edition needs no second adoption: somebody has used this Daybook before. What was asked for at an earlier
 * start had the dates of that day.
 */
const doneBefore = ['POLICY_ALREADY_ADOPTED', 'COMMAND_ID_REUSED'];

async function mutate(url: string, token: string, name: string, input: Record<string, unknown>): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: `mutation ($input: ${type}!) { ${name}(input: $input) { id } }`,
      variables: { input },
    }),
  });
  const { errors } = (await response.json()) as {
    errors?: readonly { message: string; extensions?: { code?: string } }[];
  };
  const refusals = (errors ?? []).filter(({ extensions }) => !doneBefore.includes(extensions?.code ?? ''));
  if (refusals.length > 0)
    throw new Error(`the demo's ${name} was refused: ${refusals.map(({ message }) => message).join('; ')}`);
}
