import { bidi } from './bidi.js';
import { create, type Font as FontFile } from 'fontkit';
import { Blob, Buffer as Letters, BufferFlag, ClusterLevel, Direction, Face, Font as Shaper, shape } from 'harfbuzzjs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import decompress from 'woff2-encoder/decompress';

const { resolve } = createRequire(import.meta.url);

/** One style of one font, as both the layout and pdfkit use it. */
export interface PrintFont {
  /** By which pdfkit knows it. */
  readonly name: string;
  readonly covers: (codePoint: number) => boolean;
  /** Width of each UTF-16 unit, in thousandths of the font's size: a cluster's whole width is at its first unit. */
  readonly widths: (text: string, rightToLeft: boolean) => readonly number[];
  /** Above and below the baseline, in thousandths of the font's size. */
  readonly ascent: number;
  readonly descent: number;
  /** Thickness of an outline drawn round each letter, in thousandths: the Chinese font has one weight, which is thin. */
  readonly outline: number;
  /** What pdfkit embeds. */
  readonly file: FontFile;
}

/**
 * Scripts that DejaVu lacks or has in part, each with a font made for it. That for Arabic has one glyph for each letter: a
 * font that puts letters and their dots together extracts as something else.
 */
const scripts = [
  { letters: /\p{Script=Arabic}/u, of: 'amiri', file: 'Amiri' },
  { letters: /\p{Script=Bengali}/u, of: 'noto-sans-bengali', file: 'NotoSansBengali' },
  { letters: /\p{Script=Devanagari}/u, of: 'noto-sans-devanagari', file: 'NotoSansDevanagari' },
  { letters: /\p{Script=Gujarati}/u, of: 'noto-sans-gujarati', file: 'NotoSansGujarati' },
  { letters: /\p{Script=Gurmukhi}/u, of: 'noto-sans-gurmukhi', file: 'NotoSansGurmukhi' },
  { letters: /\p{Script=Tamil}/u, of: 'noto-sans-tamil', file: 'NotoSansTamil' },
] as const;

/** The Chinese font comes in slices, of which only those are read that hold a character of the text. */
const chinese = '@fontsource-variable/noto-sans-sc';

/** The fonts that one document needs: DejaVu Sans for most of the world's alphabets, and others for what it lacks. */
export class PrintFonts {
  private readonly found = new Map<string, PrintFont | undefined>();

  private constructor(
    /** That of most of the text. */
    readonly plainest: PrintFont,
    private readonly plain: readonly PrintFont[],
    private readonly bold: readonly PrintFont[],
  ) {}

  /** Reads the fonts for the characters of a text. */
  static async for(text: string): Promise<PrintFonts> {
    const used = scripts.filter(({ letters }) => letters.test(text));
    const path = (of: string, file: string, weight: '400Regular' | '700Bold'): string =>
      resolve(`@expo-google-fonts/${of}/${weight}/${file}_${weight}.ttf`);
    const [plainest, boldest, plain, bold] = await Promise.all([
      read(resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
      read(resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
      Promise.all(used.map(({ of, file }) => read(path(of, file, '400Regular')))),
      Promise.all(used.map(({ of, file }) => read(path(of, file, '700Bold')))),
    ]);
    const lacking = [...new Set(codePointsOf(text.replace(unseen, '')))].filter(
      (codePoint) => ![plainest, ...plain].some((font) => font.covers(codePoint)),
    );
    const slices = await slicesFor(lacking);
    return new PrintFonts(
      plainest,
      [plainest, ...plain, ...slices.map((font) => ({ ...font, outline: 20 }))],
      [boldest, ...bold, ...slices.map((font) => ({ ...font, name: `${font.name}-bold`, outline: 45 }))],
    );
  }

  all(): readonly PrintFont[] {
    return [...this.plain, ...this.bold];
  }

  /** The font that has all of a cluster, that of its script first. Undefined if there is none. */
  fontOf(cluster: string, bold: boolean): PrintFont | undefined {
    const key = `${bold ? 'bold' : 'plain'} ${cluster}`;
    if (!this.found.has(key)) this.found.set(key, this.find(cluster, bold));
    return this.found.get(key);
  }

  private find(cluster: string, bold: boolean): PrintFont | undefined {
    const codePoints = codePointsOf(cluster.replace(unseen, ''));
    const having = (bold ? this.bold : this.plain).filter((font) => codePoints.every((one) => font.covers(one)));
    const script = scripts.find(({ letters }) => letters.test(cluster));
    return (script && having.find(({ name }) => name.startsWith(script.file))) ?? having[0];
  }
}

async function slicesFor(codePoints: readonly number[]): Promise<PrintFont[]> {
  if (codePoints.length === 0) return [];
  const ranges = JSON.parse(await readFile(resolve(`${chinese}/unicode.json`), 'utf8')) as Record<string, string>;
  const needed = Object.entries(ranges).filter(([, range]) => {
    const bounds = range.split(',').map((one) =>
      one
        .replace('U+', '')
        .split('-')
        .map((hex) => parseInt(hex, 16)),
    );
    return codePoints.some((one) => bounds.some(([from = 0, to = from]) => from <= one && one <= to));
  });
  return Promise.all(
    needed.map(([slice]) => {
      const name = slice.replace(/[[\]]/g, '');
      return read(resolve(`${chinese}/files/noto-sans-sc-${name}-wght-normal.woff2`), `NotoSansSC-${name}`);
    }),
  );
}

/** fontkit reads WOFF2 and embeds empty letters of it, so pdfkit gets TrueType. */
async function read(path: string, name?: string): Promise<PrintFont> {
  const bytes = await readFile(path);
  const sfnt = path.endsWith('.woff2') ? Buffer.from(await decompress(bytes)) : bytes;
  const file = create(sfnt) as FontFile;
  const shaper = new Shaper(new Face(new Blob(sfnt)));
  const scale = 1000 / file.unitsPerEm;
  const known = new Set(file.characterSet);
  const shapedWords = new Map<string, readonly Glyph[]>();
  /** Word by word, since most words come again. */
  const shaped = (text: string, rightToLeft: boolean): Glyph[] => {
    const words: Glyph[][] = [];
    for (const { 0: word, index } of text.matchAll(/\S+\s*|\s+/g)) {
      const key = `${rightToLeft ? '<' : '>'}${word}`;
      const glyphs = shapedWords.get(key) ?? glyphsOf(shaper, word, rightToLeft);
      shapedWords.set(key, glyphs);
      words.push(glyphs.map((glyph) => ({ ...glyph, cluster: glyph.cluster + index })));
    }
    return (rightToLeft ? words.reverse() : words).flat();
  };
  return {
    name: name ?? file.postscriptName,
    covers: (codePoint) => known.has(codePoint),
    ascent: file.ascent * scale,
    descent: -file.descent * scale,
    outline: 0,
    widths: (text, rightToLeft) => {
      const widths = new Array<number>(text.length).fill(0);
      for (const { cluster, xAdvance } of shaped(text, rightToLeft))
        widths[cluster] = (widths[cluster] ?? 0) + xAdvance * scale;
      return widths;
    },
    file: Object.create(file, {
      postscriptName: { value: name ?? file.postscriptName },
      layout: {
        value: (text: string, features?: readonly string[]) =>
          layout(file, text, shaped(text, isRightToLeft(features)), isRightToLeft(features)),
      },
    }) as FontFile,
  };
}

/** By which pdfkit, which knows no directions, is told one: the OpenType feature for alternates of right-to-left text. */
export const directionFeatures = (rightToLeft: boolean): ['rtla'] | [] => (rightToLeft ? ['rtla'] : []);
const isRightToLeft = (features: readonly string[] = []): boolean => features.includes('rtla');

/** Such as what chooses between two pictures of one sign. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

const codePointsOf = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

interface Glyph {
  readonly id: number;
  readonly cluster: number;
  readonly xAdvance: number;
  readonly yAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

/** HarfBuzz orders and joins letters as their script has it; fontkit does so for some scripts only. */
function glyphsOf(shaper: Shaper, text: string, rightToLeft: boolean): Glyph[] {
  const letters = new Letters();
  letters.addText(text);
  letters.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
  letters.guessSegmentProperties();
  // A vowel sign or another mark keeps a glyph of its own, which stands for it alone.
  letters.setClusterLevel(ClusterLevel.MONOTONE_CHARACTERS);
  letters.setFlags(BufferFlag.REMOVE_DEFAULT_IGNORABLES);
  shape(shaper, letters);
  return letters.getGlyphInfosAndPositions().map(({ codepoint, cluster, ...at }) => ({
    id: codepoint,
    cluster,
    xAdvance: at.xAdvance ?? 0,
    yAdvance: at.yAdvance ?? 0,
    xOffset: at.xOffset ?? 0,
    yOffset: at.yOffset ?? 0,
  }));
}

/**
 * As fontkit's `layout` answers. The first glyph of a cluster stands for all of its characters; a bracket that is turned
 * round stands for what it looks like, as it does for everybody else.
 */
function layout(file: FontFile, text: string, glyphs: readonly Glyph[], rightToLeft: boolean) {
  const starts = [...new Set(glyphs.map(({ cluster }) => cluster))].sort((one, other) => one - other);
  const seen = new Set<number>();
  return {
    glyphs: glyphs.map(({ id, cluster }) => {
      const end = starts[starts.indexOf(cluster) + 1] ?? text.length;
      const cut = seen.has(cluster) ? '' : text.slice(cluster, end);
      const characters = (rightToLeft && bidi.getMirroredCharacter(cut)) || cut;
      seen.add(cluster);
      return file.getGlyph(id, codePointsOf(characters));
    }),
    positions: glyphs.map(({ xAdvance, yAdvance, xOffset, yOffset }) => ({ xAdvance, yAdvance, xOffset, yOffset })),
    advanceWidth: glyphs.reduce((width, { xAdvance }) => width + xAdvance, 0),
  };
}
