/**
 * The expressions of clients are those of .NET. JavaScript's look the same and match something else, without a word: `\w`
 * and `\d` know ASCII alone there, `\A` is the letter A, and `[a-z-[aeiou]]` another class. What can be said in
 * JavaScript is said so; what cannot is refused by its name.
 */

/** What an expression asks for that cannot be had here. */
export class NotSupported extends Error {}

const lastUnit = 0xffff;
type Range = readonly [from: number, to: number];

/** The UTF-16 code units, as .NET goes through a text, that are of these categories of Unicode. */
function rangesOf(categories: string): Range[] {
  const known = new RegExp(`^[${categories}]$`, 'u');
  const ranges: Range[] = [];
  let from: number | undefined;
  for (let unit = 0; unit <= lastUnit + 1; unit += 1) {
    const isOne = unit <= lastUnit && known.test(String.fromCharCode(unit));
    if (isOne) from ??= unit;
    else if (from !== undefined) {
      ranges.push([from, unit - 1]);
      from = undefined;
    }
  }
  return ranges;
}

function othersThan(ranges: readonly Range[]): Range[] {
  const others: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) others.push([next, from - 1]);
    next = to + 1;
  }
  return next <= lastUnit ? [...others, [next, lastUnit]] : others;
}

const unitText = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
const inClass = (ranges: readonly Range[]): string =>
  ranges.map(([from, to]) => (from === to ? unitText(from) : `${unitText(from)}-${unitText(to)}`)).join('');

const kept = new Map<string, string>();
/** What stands for a category inside a class. */
function classText(categories: string, negated: boolean): string {
  const name = `${negated ? '^' : ''}${categories}`;
  const known = kept.get(name);
  if (known !== undefined) return known;
  const ranges = rangesOf(categories);
  const text = inClass(negated ? othersThan(ranges) : ranges);
  kept.set(name, text);
  return text;
}

const categories: Readonly<Record<string, string>> = {
  w: '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}',
  d: '\\p{Nd}',
  s: '\\t-\\r\\x85\\p{Z}',
};
const generalCategory = /^[CLMNPSZ][a-z]?$/;

/** Escapes that mean the same in both. */
const sameEscape = /^(?:[tnrfv]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|c[A-Za-z]|[^A-Za-z0-9])/;

/** An escape, from its letter on: its length, and what it is in JavaScript. */
function escapeOf(rest: string, within: 'class' | 'pattern'): { length: number; text: string } {
  const letter = rest[0] ?? '';
  const asClass = (text: string): string => (within === 'class' ? text : `[${text}]`);
  const plain = categories[letter.toLowerCase()];
  if (plain !== undefined) return { length: 1, text: asClass(classText(plain, letter !== letter.toLowerCase())) };
  const named = /^([pP])\{([^}]*)\}/.exec(rest);
  if (named?.[2] !== undefined && generalCategory.test(named[2]))
    return { length: named[0].length, text: asClass(classText(`\\p{${named[2]}}`, named[1] === 'P')) };
  if (letter === 'p' || letter === 'P') throw new NotSupported(`\\${named?.[0] ?? letter}: names of Unicode blocks`);
  if (within === 'pattern') {
    if (letter === 'A') return { length: 1, text: '^' };
    if (letter === 'z') return { length: 1, text: '$' };
    if (letter === 'Z') return { length: 1, text: '\\n?$' };
    if (letter === 'b' || letter === 'B') throw new NotSupported(`\\${letter}: boundaries of words`);
    if (/[1-9k]/.test(letter)) throw new NotSupported(`\\${letter}: back-references`);
  } else if (letter === 'b') return { length: 1, text: '\\x08' };
  if (letter === 'a') return { length: 1, text: '\\x07' };
  if (letter === 'e') return { length: 1, text: '\\x1b' };
  const same = sameEscape.exec(rest);
  if (!same) throw new NotSupported(`\\${letter}`);
  return { length: same[0].length, text: `\\${same[0]}` };
}

/** A class, from its bracket on. */
function classOf(rest: string): { length: number; text: string } {
  let at = rest.startsWith('[^') ? 2 : 1;
  let text = rest.slice(0, at);
  const first = at;
  while (at < rest.length) {
    const unit = rest.charAt(at);
    // The first bracket is one of the class.
    if (unit === ']' && at > first) return { length: at + 1, text: `${text}]` };
    if (unit === '-' && rest[at + 1] === '[') throw new NotSupported('-[…]: subtraction of classes');
    if (unit === '\\') {
      const { length, text: escaped } = escapeOf(rest.slice(at + 1), 'class');
      text += escaped;
      at += 1 + length;
    } else {
      text += unit === ']' || unit === '[' ? `\\${unit}` : unit;
      at += 1;
    }
  }
  return { length: rest.length, text };
}

const groups: readonly (readonly [RegExp, string])[] = [
  [/^\(\?(?:<?[=!])/, 'look-around'],
  [/^\(\?>/, 'atomic groups'],
  [/^\(\?#/, 'comments'],
  [/^\(\?\(/, 'alternatives by condition'],
  [/^\(\?[imnsx-]+[:)]/, 'options within an expression'],
];

/** An expression of .NET as JavaScript has it. @throws NotSupported by the name of what is not to be had. */
export function fromDotNet(source: string): string {
  let text = '';
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const unit = rest.charAt(0);
    const group = unit === '(' ? groups.find(([form]) => form.test(rest)) : undefined;
    if (group) throw new NotSupported(`(?…): ${group[1]}`);
    if (unit === '\\') {
      const { length, text: escaped } = escapeOf(rest.slice(1), 'pattern');
      text += escaped;
      at += 1 + length;
    } else if (unit === '[') {
      const { length, text: ofClass } = classOf(rest);
      text += ofClass;
      at += length;
    } else {
      // The end of a text, or before its last line feed; and any unit but a line feed.
      text += unit === '$' && /^\$(?:$|[)|])/.test(rest) ? '\\n?$' : unit === '.' ? '[^\\n]' : unit;
      at += 1;
    }
  }
  return text;
}
