import LineBreaker from 'linebreak';
import { bidi } from './bidi.js';
import type { PrintFont, PrintFonts } from './fonts.js';

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Round words of unknown direction, so that they and those around them do not mix. They are not drawn. */
const [isolate, isolateEnd] = ['\u2068', '\u2069'];

/** Words in one style. `isolated` are somebody else's words, such as a name, whose direction is their own. */
export interface Span {
  readonly text: string;
  readonly bold?: boolean;
  readonly isolated?: boolean;
}

/** Letters of one font and one direction that stand side by side. */
export interface Run {
  readonly text: string;
  readonly font: PrintFont;
  readonly rightToLeft: boolean;
  /** In thousandths of the size. */
  readonly width: number;
  /** Whether its glyphs, read one after the other, are not yet the text: some scripts write a vowel before its consonant. */
  readonly needsItsText: boolean;
}

/** One line of a text: its runs from left to right. Lengths are in thousandths of the size. */
export interface Line {
  readonly runs: readonly Run[];
  /** Its characters in the order in which they are read. */
  readonly text: string;
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
  /** Whether the text is one that begins on the right. */
  readonly rightToLeft: boolean;
  /** Whether a character is given by its Unicode number, since no font has it. */
  readonly numbersForCharacters: boolean;
}

/**
 * Breaks a text into lines of at most `width` thousandths of the size and puts the letters of each in the order in which
 * they are seen (Unicode's UAX 9 and UAX 14). A word that is longer than a line is broken where it must be.
 */
export function linesOf(spans: readonly Span[], width: number, fonts: PrintFonts): Line[] {
  return paragraphsOf(spans).flatMap((paragraph) => {
    const text = new StyledText(paragraph, fonts);
    return text.breaks(width).map(([start, end]) => text.line(start, end));
  });
}

/** Split at line feeds; a space ends what goes on, or its last word and the next would be one to whoever hears them. */
function paragraphsOf(spans: readonly Span[]): Span[][] {
  let paragraph: Span[] = [];
  const paragraphs = [paragraph];
  for (const span of spans)
    span.text.split('\n').forEach((text, nth) => {
      if (nth > 0) {
        paragraph.push({ text: ' ' });
        paragraphs.push((paragraph = []));
      }
      paragraph.push({ ...span, text });
    });
  return paragraphs;
}

class StyledText {
  private text = '';
  /** The font of each UTF-16 unit; none where nothing is drawn. */
  private readonly fonts: (PrintFont | undefined)[] = [];
  private readonly levels: Uint8Array;
  private readonly base: number;
  private readonly plain: PrintFont;
  /** Where a character is given by its number. */
  private readonly numbers: number[] = [];
  /** Where each UTF-16 unit begins, were there but one line. */
  private readonly offsets: Float64Array;

  constructor(spans: readonly Span[], fonts: PrintFonts) {
    this.plain = fonts.plainest;
    const add = (text: string, font?: PrintFont): void => {
      this.text += text;
      for (let unit = 0; unit < text.length; unit += 1) this.fonts.push(font);
    };
    for (const { text, bold = false, isolated = false } of spans) {
      if (isolated) add(isolate);
      for (const { segment } of clusters.segment(text)) {
        const before = this.fonts.at(-1);
        // Words of one font stay together.
        const font = segment === ' ' && before?.covers(32) ? before : fonts.fontOf(segment, bold);
        if (font) add(segment, font);
        else for (const letter of segment) this.addOne(letter, fonts, bold, add);
      }
      if (isolated) add(isolateEnd);
    }
    // What begins with words of ours runs as ours do; what stands alone as its own first letter says.
    const { levels, paragraphs } = bidi.getEmbeddingLevels(
      this.text,
      spans.some(({ isolated }) => isolated) ? 'ltr' : 'auto',
    );
    this.levels = levels;
    this.base = paragraphs[0]?.level ?? 0;
    this.offsets = this.measured();
  }

  private addOne(
    letter: string,
    fonts: PrintFonts,
    bold: boolean,
    add: (text: string, font?: PrintFont) => void,
  ): void {
    const number = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const font = fonts.fontOf(letter, bold);
    if (!font) this.numbers.push(this.text.length);
    add(font ? letter : `[U+${number}]`, font ?? fonts.fontOf('[', bold));
  }

  private measured(): Float64Array {
    const offsets = new Float64Array(this.text.length + 1);
    for (const { start, end, font, rightToLeft } of this.runs(0, this.text.length)) {
      const widths = font.widths(this.text.slice(start, end), rightToLeft);
      widths.forEach((one, unit) => (offsets[start + unit + 1] = one));
    }
    let offset = 0;
    return offsets.map((width) => (offset += width));
  }

  /** Units of one font and one level, in the order in which they are read. */
  private runs(from: number, to: number, levels = this.levels) {
    const runs: { start: number; end: number; font: PrintFont; level: number; rightToLeft: boolean }[] = [];
    for (let unit = from; unit < to; unit += 1) {
      const [font, level] = [this.fonts[unit], levels[unit] ?? 0];
      const last = runs.at(-1);
      if (font === undefined) continue;
      const goesOn = last?.end === unit && last.font === font && last.level === level;
      if (goesOn && !this.isTurned(unit, level) && !this.isTurned(last.start, level)) last.end += 1;
      else runs.push({ start: unit, end: unit + 1, font, level, rightToLeft: level % 2 === 1 });
    }
    return runs;
  }

  /** A bracket that looks the other way in text from right to left. It is a run of its own. */
  private isTurned(unit: number, level: number): boolean {
    return level % 2 === 1 && bidi.getMirroredCharacter(this.text[unit] ?? '') !== null;
  }

  /** Start and end of each line. */
  breaks(width: number): [number, number][] {
    const lines: [number, number][] = [];
    const breaker = new LineBreaker(this.text);
    let [start, fitting] = [0, 0];
    for (let at = breaker.nextBreak(); at !== null; at = breaker.nextBreak()) {
      const { position } = at;
      if (this.widthOf(start, position) > width && fitting > start) {
        lines.push([start, fitting]);
        start = fitting;
      }
      while (this.widthOf(start, position) > width) {
        const end = this.cut(start, position, width);
        lines.push([start, end]);
        start = end;
      }
      fitting = position;
    }
    if (start < this.text.length || lines.length === 0) lines.push([start, this.text.length]);
    return lines;
  }

  /** Without the spaces at its end, which may hang over. */
  private widthOf(start: number, end: number): number {
    let last = end;
    while (last > start && /\s/.test(this.text.charAt(last - 1))) last -= 1;
    return this.between(start, last);
  }

  private between(start: number, end: number): number {
    return (this.offsets[end] ?? 0) - (this.offsets[start] ?? 0);
  }

  /** As many clusters as fit on a line, and one at least. */
  private cut(start: number, end: number, width: number): number {
    let fitting = start;
    // No line holds more than this; a cluster is never looked at further than that.
    for (const { index, segment } of clusters.segment(this.text.slice(start, Math.min(end, start + 2_000)))) {
      const next = start + index + segment.length;
      if (fitting > start && this.between(start, next) > width) break;
      fitting = next;
    }
    return fitting;
  }

  line(start: number, end: number): Line {
    const levels = this.levels.slice(0, end);
    let last = end;
    while (last > start && /[\s\u2068\u2069]/.test(this.text.charAt(last - 1))) levels[(last -= 1)] = this.base;
    // The space at the end of a line parts its last word from the next; on the left it would be part of the width.
    const read = this.runs(start, this.base % 2 === 1 ? last : end, levels);
    const runs = seenOrder(read).map(({ start: from, end: to, font, rightToLeft }): Run => {
      const text = this.text.slice(from, to);
      const width = this.between(from, to);
      // From right to left, readers turn round what they find, a text that is given along with it too.
      const needsItsText = rightToLeft ? this.isTurned(from, 1) : /[\p{M}\u200c\u200d]/u.test(text);
      return { text, font, rightToLeft, width, needsItsText };
    });
    // An empty line is as high as one of letters.
    const fonts = [this.plain, ...runs.map(({ font }) => font)];
    const text = read.map(({ start: from, end: to }) => this.text.slice(from, to)).join('');
    return {
      runs,
      text,
      width: runs.reduce((sum, run) => sum + run.width, 0),
      ascent: Math.max(...fonts.map((font) => font.ascent)),
      descent: Math.max(...fonts.map((font) => font.descent)),
      rightToLeft: this.base % 2 === 1,
      numbersForCharacters: this.numbers.some((at) => start <= at && at < end),
    };
  }
}

/** From the highest level to the lowest odd one, what is at it or above is turned round (UAX 9, L2). */
function seenOrder<T extends { readonly level: number }>(runs: readonly T[]): T[] {
  const seen = [...runs];
  for (let level = Math.max(0, ...runs.map((run) => run.level)); level > 0; level -= 1)
    for (let from = 0; from < seen.length; from += 1) {
      let to = from;
      while ((seen[to]?.level ?? -1) >= level) to += 1;
      if (to > from + 1) seen.splice(from, to - from, ...seen.slice(from, to).reverse());
      from = Math.max(from, to - 1);
    }
  return seen;
}
