import { setFlagsFromString } from 'node:v8';
import { fromDotNet, NotSupported } from './dotnet-regex.js';

setFlagsFromString('--enable-experimental-regexp-engine');
const matches = (source: string, text: string): boolean => new RegExp(fromDotNet(source), 'l').test(text);

describe('an expression of .NET', () => {
  it.each([
    // Letters and digits of every script.
    ['^\\w+$', 'Łukasz_৩', true],
    ['^[\\w-]+$', 'żółć-1', true],
    ['^\\d$', '৩', true],
    ['^\\D$', '৩', false],
    ['^[^\\d]$', '৩', false],
    ['^\\W$', 'ł', false],
    ['^\\s$', '\u0085', true],
    ['^\\s$', '\ufeff', false],
    ['^\\p{Lu}', 'Ł', true],
    ['^\\P{Lu}', 'Ł', false],
    ['^[\\p{Lu}\\d]+$', 'Ł9', true],
    // The beginning and the end of a text.
    ['\\Aab\\z', 'ab', true],
    ['\\Aab', 'Aab', false],
    ['ab\\Z', 'ab\n', true],
    ['ab\\z', 'ab\n', false],
    ['ab$', 'ab\n', true],
    ['a(b$|c)', 'ab', true],
    ['^a.c$', 'a\u2028c', true],
    ['^a.c$', 'a\nc', false],
    // What is the same in both.
    ['^[^$].*', '$sys', false],
    ['^a[]b]c$', 'a]c', true],
    ['^[[]$', '[', true],
    ['^\\$\\x41\\u0042\\t$', '$AB\t', true],
    ['^(?:order|invoice)-\\d{4}$', 'order-2026', true],
    ['^(?<kind>a|b)+$', 'abab', true],
  ])('%s on %j: %s', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it.each([
    ['^(?!\\$)', 'look-around'],
    ['(?<=a)b', 'look-around'],
    ['(?>a)', 'atomic'],
    ['(?i)abc', 'options'],
    ['(?i:abc)', 'options'],
    ['a(?#why)', 'comments'],
    ['[a-z-[aeiou]]', 'subtraction'],
    ['\\bword', 'boundaries'],
    ['(a)\\1', 'back-references'],
    ['\\p{IsGreek}', 'blocks'],
    ['\\G', '\\G'],
  ])('%s is refused by name, not answered as something else', (source, name) => {
    expect(() => fromDotNet(source)).toThrow(NotSupported);
    expect(() => fromDotNet(source)).toThrow(name);
  });
});
