import { createRequire } from 'node:module';

/** What stands on the pages, in reading order. */
export type Part =
  | { readonly heading: string; readonly level: 1 | 2 }
  | { readonly paragraph: string }
  | { readonly label: string; readonly text: string };

export interface Printed {
  /** Of the file and in its metadata: it names nobody. */
  readonly title: string;
  /** At the top of each page, beside the word that it is confidential. */
  readonly header: string;
  /** At the foot of each page. */
  readonly footer: readonly string[];
  readonly parts: readonly Part[];
}

const fonts = {
  plain: createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};
const margins = { top: 80, bottom: 84, left: 56, right: 56 };
const sizes = { 1: 17, 2: 11.5, text: 9.5, small: 7.5 } as const;

/**
 * Prints to PDF: A4, tagged for screen readers, with its language and title, in a font that is embedded. It has no clock and
 * no chance in it, nor the compression of one machine: the same content gives the same bytes everywhere. With a password,
 * it is encrypted with AES-256 and nobody opens it without; then chance is part of the encryption.
 */
export async function print({ title, header, footer, parts }: Printed, password?: string): Promise<Buffer> {
  // A fifth of a second to load, which no start should wait for.
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    size: 'A4',
    margins,
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    bufferPages: true,
    compress: false,
    pdfVersion: '1.7ext3',
    font: fonts.plain,
    info: { Title: title, Producer: 'Daybook', Creator: 'Daybook', CreationDate: new Date(0) },
    ...(password !== undefined && {
      userPassword: password,
      ownerPassword: password,
      permissions: { printing: 'highResolution', contentAccessibility: true },
    }),
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  for (const part of parts) root.add(structureOf(pdf, part));
  root.end();
  furnish(pdf, header, footer);
  pdf.end();
  return ended;
}

type Pdf = PDFKit.PDFDocument;
type Structure = ReturnType<Pdf['struct']>;

function structureOf(pdf: Pdf, part: Part): Structure {
  if ('heading' in part) return heading(pdf, part);
  if ('paragraph' in part)
    return pdf.struct('P', {}, () => {
      pdf.font(fonts.plain).fontSize(sizes.text).text(printable(part.paragraph), { paragraphGap: 5, lineGap: 1.5 });
    });
  return pdf.struct('P', {}, () => {
    pdf.fontSize(sizes.text);
    pdf.font(fonts.bold).text(`${printable(part.label)}: `, { continued: true, lineGap: 1.5 });
    pdf.font(fonts.plain).text(printable(part.text), { paragraphGap: 2, lineGap: 1.5 });
  });
}

/** A heading is never the last line of a page: two lines of what follows have to fit beneath it. */
function heading(pdf: Pdf, { heading: text, level }: Extract<Part, { heading: string }>): Structure {
  const needed = pdf.font(fonts.bold).fontSize(sizes[level]).heightOfString(printable(text)) + 3 * sizes.text * 1.6;
  if (pdf.y + needed > pdf.page.height - margins.bottom) pdf.addPage();
  else if (pdf.y > margins.top) pdf.moveDown(level === 1 ? 1 : 0.6);
  return pdf.struct(level === 1 ? 'H1' : 'H2', {}, () => {
    pdf.font(fonts.bold).fontSize(sizes[level]).text(printable(text), { paragraphGap: 3 });
  });
}

/** Header, footer and page numbers: not part of the text, so a screen reader passes over them. */
function furnish(pdf: Pdf, header: string, footer: readonly string[]): void {
  const { start, count } = pdf.bufferedPageRange();
  const width = pdf.page.width - margins.left - margins.right;
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    pdf.markContent('Artifact', { type: 'Pagination' });
    // Outside the margins, or the text would begin a page of its own.
    Object.assign(pdf.page.margins, { top: 0, bottom: 0 });
    const line = (text: string, y: number, align: 'left' | 'right'): void => {
      pdf.fontSize(sizes.small).text(printable(text), margins.left, y, { width, align, lineBreak: false });
    };
    pdf.font(fonts.bold);
    line('CONFIDENTIAL', 36, 'left');
    pdf.font(fonts.plain);
    line(header, 36, 'right');
    const foot = pdf.page.height - margins.bottom + 22;
    pdf
      .moveTo(margins.left, foot - 6)
      .lineTo(margins.left + width, foot - 6)
      .lineWidth(0.5)
      .stroke();
    footer.forEach((text, index) => line(text, foot + index * 11, 'left'));
    line(`page ${page - start + 1} of ${count}`, foot, 'right');
    pdf.endMarkedContent();
  }
}

/** Letters after which a word may be broken. One longer than a line is measured letter by letter, over and over. */
const longWord = /\S{80}(?=[^\s\p{M}])/gu;
const mayBreakHere = '\u200b';

/** What steers a terminal or a text's direction is no part of what was written. */
const printable = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, (found) => (found === '\n' ? '\n' : ''))
    .replace(longWord, (letters) => letters + mayBreakHere);
