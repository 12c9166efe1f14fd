import { parse } from 'graphql';
import { sizesOf } from './query-limits.js';

const sizes = (document: string, variables = {}): ReturnType<typeof sizesOf> =>
  sizesOf(parse(document), null, variables);

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
    ['nothing for mutations', 'mutation { close { id } }', {}, 0],
  ])('counts entries: %s', (_rule, document, variables, entries) => {
    expect(sizes(document, variables).entries).toBe(entries);
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
