import { directionFeatures } from './fonts.js';
import type { Run } from './lines.js';

/** What is used of pdfkit beyond its documentation; `printed-scripts.spec` finds a change of it. */
interface Within {
  readonly _font: {
    readonly id: string;
    ref(): unknown;
    /** Codes of the glyphs as hexadecimal digits, and where they are, in thousandths of the size. */
    encode(text: string, features: readonly string[]): [readonly string[], readonly Position[]];
  };
  readonly page: { readonly fonts: Record<string, unknown> };
  addContent(operators: string): void;
}

interface Position {
  /** The width in the font, by which a reader goes on. */
  readonly advanceWidth: number;
  readonly xAdvance: number;
  readonly xOffset: number;
  readonly yOffset: number;
}

/**
 * Draws a run in pdfkit's present font. pdfkit's own `text` has no place for what the glyphs say where that is not what they
 * show: it ends before a mark round it does, in another system of coordinates, by which readers put the words elsewhere.
 * @param x - Its left end, in points from the left of the page.
 * @param baseline - In points from the top of the page.
 */
export function drawRun(pdf: PDFKit.PDFDocument, run: Run, x: number, baseline: number, size: number): void {
  const within = pdf as unknown as Within;
  const { _font: font, page } = within;
  page.fonts[font.id] ??= font.ref();
  const [codes, positions] = font.encode(run.text, directionFeatures(run.rightToLeft));
  const { outline } = run.font;
  pdf.save();
  if (run.needsItsText) pdf.markContent('Span', { actual: run.text });
  if (outline > 0) pdf.lineWidth((outline * size) / 1000);
  within.addContent(`BT /${font.id} ${size} Tf ${outline > 0 ? 2 : 0} Tr`);
  let [at, glyphs] = [x, ''];
  const draw = (): void => {
    if (glyphs !== '') within.addContent(`<${glyphs}> Tj`);
    glyphs = '';
  };
  positions.forEach((position, nth) => {
    const { xAdvance, xOffset, yOffset } = position;
    if (!follows(positions[nth - 1], position)) {
      draw();
      const [left, top] = [at + (xOffset * size) / 1000, baseline - (yOffset * size) / 1000];
      // The page is upside down to pdfkit, so letters are turned once more.
      within.addContent(`1 0 0 -1 ${rounded(left)} ${rounded(top)} Tm`);
    }
    glyphs += codes[nth] ?? '';
    at += (xAdvance * size) / 1000;
  });
  draw();
  within.addContent('ET');
  if (run.needsItsText) pdf.endMarkedContent();
  pdf.restore();
}

/** Whether a reader is where the next glyph begins after having drawn the one before. */
const follows = (before: Position | undefined, next: Position): boolean =>
  before !== undefined &&
  before.xAdvance === before.advanceWidth &&
  [before, next].every(({ xOffset, yOffset }) => xOffset === 0 && yOffset === 0);

const rounded = (points: number): string => points.toFixed(3).replace(/\.?0+$/, '');
