import fc from 'fast-check';
import {
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  getOperationAST,
  isEnumType,
  isListType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLOutputType,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { queriesOf } from '../../../test/support/documents.js';
import { executorOf } from './compiled-queries.js';
import { isPlain } from './plain-operation.js';

const sdl = readFileSync(new URL('../../../schema/graphql/schema.graphql', import.meta.url), 'utf8');

/** The schema of the API, whose fields answer something that follows from where they stand; some fail, and some are null. */
function answering(): ReturnType<typeof buildSchema> {
  const schema = buildSchema(sdl);
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields()))
        field.resolve = (_from, given) => {
          const place = `${type.name}.${field.name}${JSON.stringify(given)}`;
          const seed = Buffer.from(place).reduce((sum, byte) => sum + byte, 0);
          if (seed % 23 === 0) throw new Error(`no ${field.name}`);
          if (seed % 7 === 0) return null;
          return seed % 3 === 0 ? Promise.resolve(valueOf(field.type, seed)) : valueOf(field.type, seed);
        };
  return schema;
}

function valueOf(type: GraphQLOutputType, seed: number): unknown {
  const given = getNullableType(type) as GraphQLOutputType;
  if (isListType(given))
    return [valueOf(given.ofType as GraphQLOutputType, seed), valueOf(given.ofType as GraphQLOutputType, seed + 1)];
  const named = getNamedType(given);
  if (isEnumType(named)) return named.getValues()[seed % named.getValues().length]?.value;
  if (isObjectType(named)) return {};
  return { Int: seed, Float: seed / 2, Boolean: seed % 2 === 0 }[named.name] ?? `text ${seed}`;
}

const schema = answering();
const executor = executorOf(schema);

interface Told {
  readonly data: unknown;
  /** The places that are null for an error. */
  readonly failed: readonly string[];
}

/** Of several errors within one thing that is null for them, it is left to an executor which it tells. */
function told({ data, errors = [] }: ExecutionResult): Told {
  const places = errors.map(({ path = [] }) => {
    let value: unknown = data;
    const depth = path.findIndex((key) => {
      if (value === null) return true;
      value = (value as Record<string, unknown>)[key];
      return false;
    });
    return JSON.stringify(depth < 0 ? path : path.slice(0, depth));
  });
  return { data: JSON.parse(JSON.stringify(data ?? null)), failed: [...new Set(places)].sort() };
}

async function bothAnswerAlike(document: DocumentNode, variables: Record<string, unknown> = {}): Promise<void> {
  const operation = getOperationAST(document)!;
  const expected = told(await execute({ schema, document, variableValues: variables }));
  for (let times = 0; times < 4; times++) {
    const given = { document, operation, request: { variables }, context: {} };
    expect(told((await executor(given as never)) as ExecutionResult)).toEqual(expected);
  }
}

const literals = (type: unknown): fc.Arbitrary<string> =>
  ({ Int: fc.nat(9).map(String), Float: fc.constant('1.5'), Boolean: fc.constantFrom('true', '$on') })[String(type)] ??
  fc.constantFrom('"one"', '"two"');

describe('a query that is sent four times is answered each time as graphql-js answers it', () => {
  it.each([
    // Compiled, these would lose fields.
    `{ ...Q @skip(if: true) ...Q @include(if: true) } fragment Q on Query { filteringChangeLog { nextCursor } }`,
    `query ($on: Boolean! = false) { a: filteringChangeLog { entries { ...E @include(if: $on) } } b: filteringChangeLog { entries { ...E } } }
     fragment E on FilteringChangeLogEntry { id status }`,
    `query ($on: Boolean! = false) { filteringChangeLog { entries { id @skip(if: $on) ... @include(if: $on) { id status } } } }`,
    `{ filteringChangeLog { entries { id } ...P } } fragment P on FilteringChangeLogPage { entries { status } nextCursor }`,
    `query ($n: Int! = 3) { filteringChangeLog(first: $n) { entries { id } } }`,
  ])('%s', async (text) => {
    await bothAnswerAlike(parse(text));
    await bothAnswerAlike(parse(text), { on: true, n: 4 });
  });

  it.each([
    ['with directives, fragments on several paths, and names that meet', true],
    ['plain', false],
  ])(
    'whatever it is: %s',
    async (_kind, twisted) => {
      let [seen, plain] = [0, 0];
      await fc.assert(
        fc.asyncProperty(queriesOf(schema, { literals, twisted }), fc.boolean(), async (text, on) => {
          const document = parse(text);
          const invalid = validate(schema, document).filter(({ message }) => !message.includes('"$on" is never used'));
          fc.pre(invalid.length === 0);
          seen++;
          if (isPlain(schema, document, getOperationAST(document)!)) plain++;
          await bothAnswerAlike(document, { on });
        }),
        { numRuns: 150 },
      );
      // Neither kind is tested by documents of the other kind alone.
      expect(seen).toBeGreaterThanOrEqual(150);
      if (twisted) expect(plain).toBeLessThan(seen / 2);
      else expect(plain).toBeGreaterThan(seen / 2);
    },
    120_000,
  );
});
