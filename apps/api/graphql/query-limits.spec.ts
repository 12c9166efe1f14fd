import { parse } from 'graphql';
import { costOf, sizesOf, sizesOfValues } from './query-limits.js';

const sizes = (document: string, variables = {}): ReturnType<typeof sizesOf> =>
  sizesOf(parse(document), named(document), variables);
const named = (document: string): string | null => /query (a) /.exec(document)?.[1] ?? null;

describe('how large a request is', () => {
  it('counts levels, fields, aliases and directives, fragments in their place', () => {
    const document = `
      { log { entries { id other: id @skip(if: false) ...part } } }
      fragment part on Entry { steps { at ... on Step { who } } }`;
    expect(sizes(document)).toMatchObject({ depth: 4, fields: 7, aliases: 1, directives: 1, operations: 1 });
  });

  it.each([
    ['what `first` says', '{ log(first: 70) { id } }', {}, 70],
    ['the usual page where nothing is said', '{ log { id } other { id } }', {}, 100],
    ['a variable', 'query ($n: Int) { log(first: $n) { id } }', { n: 7 }, 7],
    [
      'the most a page may have where a variable is not given',
      'query ($n: Int = 9) { log(first: $n) { id } }',
      {},
      200,
    ],
    [
      'all lists together',
      '{ a: log(first: 200) { id } b: log(first: 200) { id } ...c } fragment c on Query { log { id } }',
      {},
      450,
    ],
    ['the most for what is not the size of a page', '{ a: log(first: -5) { id } b: log(first: 0) { id } }', {}, 400],
    ['the most for null', 'query ($n: Int) { a: log(first: null) { id } b: log(first: $n) { id } }', { n: null }, 400],
    ['what a directive leaves out', '{ log(first: 7) @skip(if: true) { id } }', {}, 7],
    ['the operation that is named', 'query a { log(first: 7) { id } } query b { log(first: 9) { id } }', {}, 7],
    ['nothing for mutations', 'mutation { close { id } }', {}, 0],
  ])('counts entries: %s', (_rule, document, variables, entries) => {
    expect(sizes(document, variables).entries).toBe(entries);
  });

  it('counts totals, and questions about a past moment', () => {
    const document = '{ a: log(asAt: "2026-03-12T10:15:00Z") { total } ...f } fragment f on Query { b: log { total } }';
    expect(sizes(document).logs).toBe(3);
  });

  it.each([
    ['entries by their fields', '{ log(first: 70) { nextCursor entries { id at } } }', 280],
    ['each list by its own', '{ a: log(first: 10) { id } b: log(first: 100) { id at } }', 210],
    ['the usual page where nothing is said', '{ log { entries { id } } }', 100],
    ['fragments in their place', '{ log(first: 10) { ...f } } fragment f on Log { entries { id at } }', 30],
    ['a total as a whole log', '{ log(first: 10) { total } }', 5_010],
    ['mutations one by one', 'mutation { a: close { id } b: close { id } }', 400],
    ['the schema', '{ __schema { types { name } } }', 10_000],
  ])('reckons what is asked for: %s', (_rule, document, cost) => {
    expect(costOf(parse(document), null, {})).toBe(cost);
  });

  it('measures every operation, and what is in fragments that nobody spreads or that spread themselves', () => {
    const document =
      'query a { log { id } } query b { log { x: id ...f } } fragment f on E { id ...f } fragment g on E { id }';
    expect(sizes(document)).toMatchObject({ definitions: 4, fields: 6, aliases: 1, depth: 2, operations: 1 });
  });

  it('counts the values of variables, and stops counting soon', () => {
    expect(sizesOfValues({ a: 1, b: [1, { c: null }] })).toEqual({ values: 5, list: 2, levels: 3 });
    const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
    expect(sizesOfValues({ deep }).levels).toBeLessThan(20);
    const wide = Array.from({ length: 100 }, () => Array.from({ length: 10_000 }, () => 1));
    expect(sizesOfValues({ wide }).values).toBeLessThan(20_000);
  });

  it('measures fragments that double each other 40 times without taking that long', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, n) => `fragment f${n} on T { a: x { ...f${n + 1} } b: x { ...f${n + 1} } }`,
    );
    const document = `{ x { ...f0 } } ${fragments.join(' ')} fragment f40 on T { id }`;
    expect(sizes(document).fields).toBeGreaterThan(2 ** 40);
  });
});
