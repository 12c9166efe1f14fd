import { drawRun } from './draw-run.js';
import type { PrintFonts } from './fonts.js';
import { linesOf, type Line, type Span } from './lines.js';
import type { Part, Table } from './printed-document.js';

export const margins = { top: 80, bottom: 84, left: 56, right: 56 };
const sizes = { 1: 17, 2: 11.5, text: 9.5, small: 7.5 } as const;
const lineGap = 1.5;
/** Between the columns of a table. */
const gutter = 8;

type Pdf = PDFKit.PDFDocument;

/** Fills the pages of a document, part by part. Lengths are in points. */
export class Page {
  private readonly root;
  private readonly width: number;
  private numbersForCharacters = false;

  constructor(
    private readonly pdf: Pdf,
    private readonly fonts: PrintFonts,
  ) {
    this.width = pdf.page.width - margins.left - margins.right;
    this.root = pdf.struct('Document');
    pdf.addStructure(this.root);
  }

  /** Whether a character was given by its number, since no font has it. */
  get leftOut(): boolean {
    return this.numbersForCharacters;
  }

  add(part: Part): void {
    if ('heading' in part) this.heading(part);
    else if ('table' in part) this.table(part.table);
    else if ('paragraph' in part) this.block('P', this.lines([{ text: part.paragraph }]), 'text', 5);
    else this.labelled(part);
  }

  private labelled(part: Extract<Part, { label: string }>): void {
    const label = { text: `${part.label}: `, bold: true };
    this.block('P', this.lines([label, { text: part.text, isolated: true }]), 'text', 2);
  }

  /** A heading is never the last line of a page: two lines of what follows have to fit beneath it. */
  private heading({ heading: text, level }: Extract<Part, { heading: string }>): void {
    const { pdf } = this;
    const lines = this.lines([{ text, bold: true }], sizes[level]);
    const needed = heightOf(lines, sizes[level]) + 3 * sizes.text * 1.6;
    if (pdf.y + needed > this.bottom) this.turn();
    else if (pdf.y > margins.top) pdf.y += sizes[level] * (level === 1 ? 1.2 : 0.7);
    this.block(level === 1 ? 'H1' : 'H2', lines, level, 3);
  }

  private block(type: string, lines: readonly Line[], size: keyof typeof sizes, gap: number): void {
    const draw = (): void => {
      for (const line of lines) {
        this.makeRoomFor(heightOf([line], sizes[size]));
        this.draw(line, sizes[size], margins.left, this.width);
      }
    };
    // Read aloud in the order of the text, which from right to left is not that of the eye.
    const turned = lines.some(({ runs }) => runs.some(({ rightToLeft }) => rightToLeft));
    const actual = lines.map(({ text }) => text).join(' ');
    this.root.add(this.pdf.struct(type, turned ? { actual } : {}, draw));
    this.pdf.y += gap;
  }

  /** With header cells, drawn again at the top of each page. A row that fits on a page is on one. */
  private table({ columns, rows }: Table): void {
    const { pdf } = this;
    const table = pdf.struct('Table');
    this.root.add(table);
    const widths = columns.map(({ share }) => share * this.width - gutter);
    const lefts = columns.map((_, nth) =>
      columns.slice(0, nth).reduce((left, { share }) => left + share * this.width, margins.left),
    );
    const laid = (texts: readonly string[], bold: boolean) =>
      texts.map((text, nth) => this.lines([{ text, bold }], sizes.text, widths[nth]));
    const head = laid(
      columns.map(({ title }) => title),
      true,
    );
    const drawCell = (lines: readonly Line[], nth: number, top: number): void => {
      pdf.y = top;
      for (const line of lines) this.draw(line, sizes.text, lefts[nth] ?? 0, widths[nth] ?? 0);
    };
    const add = (cells: readonly (readonly Line[])[], isHead: boolean): void => {
      const height = Math.max(...cells.map((lines) => heightOf(lines, sizes.text)));
      if (pdf.y + height > this.bottom) {
        this.turn();
        pdf.markContent('Artifact', { type: 'Pagination' });
        const top = pdf.y;
        head.forEach((lines, nth) => drawCell(lines, nth, top));
        pdf.endMarkedContent();
        pdf.y = top + Math.max(...head.map((lines) => heightOf(lines, sizes.text))) + 2;
      }
      const row = pdf.struct('TR');
      table.add(row);
      const top = pdf.y;
      cells.forEach((lines, nth) => {
        const draw = (): void => drawCell(lines, nth, top);
        // Its types do not know the scope of a header cell.
        row.add(isHead ? pdf.struct('TH', { scope: 'Column' } as object, draw) : pdf.struct('TD', {}, draw));
      });
      row.end();
      pdf.y = top + height + 2;
    };
    add(head, true);
    for (const texts of rows) add(laid(texts, false), false);
    table.end();
    pdf.y += 4;
  }

  /** Ends the text; then header, footer and page numbers, which are no part of it: a screen reader passes over them. */
  finish(header: string, footer: readonly string[]): void {
    this.root.end();
    const { pdf, width } = this;
    const { start, count } = pdf.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      pdf.switchToPage(page);
      pdf.markContent('Artifact', { type: 'Pagination' });
      const put = (text: string, y: number, align: 'left' | 'right', bold = false): void => {
        for (const line of this.lines([{ text, bold }], sizes.small, Infinity)) {
          pdf.y = y;
          const x = align === 'left' ? 0 : width - (line.width * sizes.small) / 1000;
          this.draw(line, sizes.small, margins.left + x, 0);
        }
      };
      put('CONFIDENTIAL', 36, 'left', true);
      put(header, 36, 'right');
      const foot = pdf.page.height - margins.bottom + 22;
      pdf
        .moveTo(margins.left, foot - 6)
        .lineTo(margins.left + width, foot - 6)
        .lineWidth(0.5)
        .stroke();
      footer.forEach((text, index) => put(text, foot + index * 11, 'left'));
      put(`page ${page - start + 1} of ${count}`, foot, 'right');
      pdf.endMarkedContent();
    }
  }

  private get bottom(): number {
    return this.pdf.page.height - margins.bottom;
  }

  private makeRoomFor(height: number): void {
    if (this.pdf.y + height > this.bottom) this.turn();
  }

  private turn(): void {
    this.pdf.addPage();
    this.pdf.y = margins.top;
  }

  private lines(spans: readonly Span[], size: number = sizes.text, width = this.width): Line[] {
    const clean = spans.map((span) => ({ ...span, text: printable(span.text) }));
    const lines = linesOf(clean, (width * 1000) / size, this.fonts);
    if (lines.some(({ numbersForCharacters }) => numbersForCharacters)) this.numbersForCharacters = true;
    return lines;
  }

  /** Draws a line at `pdf.y` and goes on below it. A text that begins on the right ends at the right of the width. */
  private draw(line: Line, size: number, left: number, width: number): void {
    const { pdf } = this;
    const baseline = pdf.y + (line.ascent * size) / 1000;
    const below = pdf.y + heightOf([line], size);
    let x = line.rightToLeft ? left + width - (line.width * size) / 1000 : left;
    for (const run of line.runs) {
      pdf.font(run.font.name, size);
      drawRun(pdf, run, x, baseline, size);
      x += (run.width * size) / 1000;
    }
    pdf.x = margins.left;
    pdf.y = below;
  }
}

const heightOf = (lines: readonly Line[], size: number): number =>
  lines.reduce((height, { ascent, descent }) => height + ((ascent + descent) * size) / 1000 + lineGap, 0);

/** What steers a terminal or a text's direction is no part of what was written. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (found) => (found === '\n' ? '\n' : found === '\t' ? ' ' : ''));
