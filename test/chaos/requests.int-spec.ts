import fc from 'fast-check';
import { buildSchema, getNamedType, isObjectType, type GraphQLArgument, type GraphQLInputField } from 'graphql';
import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { roles } from '../../libs/people/roles.js';
import { adoptPolicies, schools, startDaybook, type Answer, type Client, type Daybook } from '../support/daybook.js';
import { argumentsOf, selectionsOf } from '../support/documents.js';

/** A few in each whole run; as many as are wanted by `npm run chaos -- --requests N`. */
const requests = Number(process.env['CHAOS_REQUESTS'] ?? 500);
const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
const atOnce = 4;

const schema = buildSchema(readFileSync(new URL('../../schema/graphql/schema.graphql', import.meta.url), 'utf8'));

/** Stands for words of the sender's own school, and for ids: of a new record, of a known one, of one of the other school. */
const [mark, newId, ownId, othersId] = ['@mark', '@new', '@own', '@other'];

const texts = [
  mark,
  `${mark} \u{1F4DA} é`,
  'a',
  '',
  ' ',
  'x'.repeat(3_000),
  '\0',
  `${mark}\0`,
  '\ud800',
  '%_\\',
  "'; --",
  '../..',
];
/** The last day that is taken, and the one after it, when a calendar is reckoned on from there. */
const inTenYears = new Date(new Date().setUTCFullYear(new Date().getUTCFullYear() + 10));
const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
const days = [
  '1990-01-01',
  dayOf(inTenYears),
  dayOf(new Date(inTenYears.getTime() + 86_400_000)),
  '2026-03-12',
  '2026-02-30',
  '0026-01-01',
  '9999-12-31',
  '2026-13-01',
  '1900-01-01',
];
const moments = [
  '2026-03-12T10:15:00Z',
  '2026-03-12T10:15:00.000+01:00',
  '2026-11-30T10Z',
  '0202-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00.000Z',
  '-000001-01-01T00:00:00.000Z',
];
const cursor = (text: string): string => Buffer.from(text).toString('base64url');
const cursors = [
  cursor(`2026-03-12T10:15:00.000Z ${randomUUID()}`),
  cursor('2026-03-12T10:15:00.000Z \0'),
  cursor('+275760-09-13T00:00:00.000Z x'),
  cursor('-000044-03-15T12:00:00.000Z x'),
  cursor('2026 x'),
  'A',
  '-_-_',
];
const ids = [newId, newId, ownId, ownId, othersId, 'x', '', 'X'.repeat(500), '\0'];

function literals(type: unknown, { name, description }: GraphQLArgument | GraphQLInputField): fc.Arbitrary<string> {
  const of = (values: readonly string[]): fc.Arbitrary<string> =>
    fc.constantFrom(...values).map((text) => JSON.stringify(text));
  switch (String(type)) {
    case 'Int':
      return fc.constantFrom('1', '2026', '50', '0', '-5', '201', '2147483647', '-2147483648');
    case 'Float':
      return fc.constantFrom('0.5', '-1e308', '0');
    case 'Boolean':
      return fc.constantFrom('true', 'false');
    case 'ID':
      return of(ids);
    case 'DateTime':
      return of(moments);
  }
  if (name === 'cursor') return of(cursors);
  if (name === 'after') return fc.constantFrom('"0"', '"1"', '"x"');
  const when = /ISO 8601/.test(description ?? '') ? moments : /2026-/.test(description ?? '') ? days : [];
  return of([
    ...when,
    ...when,
    ...(when.length > 0 ? [''] : texts),
    ...ids.slice(0, 5),
    'url',
    'https://example.org/a',
  ]);
}

/** One query or mutation of the schema, any of its arguments, and some of its fields. */
const documents = fc
  .constantFrom(
    ...[schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
      Object.values(root?.getFields() ?? {}).map((field) => ({ root: String(root).toLowerCase(), field })),
    ),
  )
  .chain(({ root, field }) => {
    const type = getNamedType(field.type);
    const set = isObjectType(type)
      ? selectionsOf(type, { literals, twisted: false }, 3).map((text) => `{ ${text} }`)
      : fc.constant('');
    return fc
      .tuple(argumentsOf(field.args, literals), set)
      .map(([given, text]) => `${root} { ${field.name}${given} ${text} }`);
  });

describe(`${requests} valid requests of two schools, some with hostile values (seed ${seed})`, () => {
  let daybook: Daybook;
  const known: Record<string, string[]> = {};
  const markOf = (school: string): string => `Wombat${school}`;

  beforeAll(async () => {
    daybook = await startDaybook();
    await adoptPolicies(daybook);
  });
  afterAll(() => daybook.stop());

  it(
    'none is answered as a fault of ours, and none with a word of the other school',
    async () => {
      const askers = roles.filter((role) => role !== 'system');
      const clients = new Map<string, Client>();
      const failed: string[] = [];
      const leaked: string[] = [];
      let [granted, refused] = [0, 0];
      const all = fc.sample(documents, { numRuns: requests, seed });

      const send = async (template: string, nth: number): Promise<void> => {
        const [school, other] =
          nth % 2 === 0 ? [schools.stLevan, schools.stokesWood] : [schools.stokesWood, schools.stLevan];
        const role = askers[(nth * 7919) % askers.length]!;
        const key = `${school} ${role}`;
        const client = clients.get(key) ?? (await daybook.as(role, { school, hours: 2 }));
        clients.set(key, client);
        const some = (of: string): string => known[of]?.[nth % (known[of].length || 1)] ?? randomUUID();
        const document = template
          .replaceAll(mark, markOf(school))
          .replaceAll(newId, () => randomUUID())
          .replaceAll(ownId, () => some(school))
          .replaceAll(othersId, () => some(other));
        const answer: Answer = await client.query(document);
        const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
        if (codes.includes('INTERNAL_SERVER_ERROR')) failed.push(document);
        if (JSON.stringify(answer).includes(markOf(other))) leaked.push(document);
        if (codes.length > 0) refused++;
        else granted++;
        for (const [, id] of JSON.stringify(answer.data ?? {}).matchAll(/"id":"([0-9a-f-]{36})"/g))
          (known[school] ??= []).push(id!);
      };

      const waiting = [...all.entries()];
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let next = waiting.shift(); next; next = waiting.shift()) await send(next[1], next[0]);
        }),
      );
      expect({ failed: failed.slice(0, 5), leaked: leaked.slice(0, 5), count: failed.length }).toEqual({
        failed: [],
        leaked: [],
        count: 0,
      });
      // Requests that are all refused, or all granted, would tell little.
      expect(Math.min(granted, refused)).toBeGreaterThan(requests / 50);
    },
    600_000 + requests * 500,
  );
});
