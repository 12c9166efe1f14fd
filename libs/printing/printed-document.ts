import { PrintFonts } from './fonts.js';
import { margins, Page } from './page.js';

/** What is on the pages, in reading order. */
export type Part =
  | { readonly heading: string; readonly level: 1 | 2 }
  | { readonly paragraph: string }
  | { readonly label: string; readonly text: string }
  | { readonly table: Table };

export interface Table {
  readonly columns: readonly {
    readonly title: string;
    /** Of the page's width, all together 1. */ readonly share: number;
  }[];
  readonly rows: readonly (readonly string[])[];
}

export interface Printed {
  /** Of the file and in its metadata: it names nobody. */
  readonly title: string;
  /** At the top of each page, beside the word that it is confidential. */
  readonly header: string;
  /** At the foot of each page. */
  readonly footer: readonly string[];
  readonly parts: readonly Part[];
}

/**
 * Prints to PDF: A4, tagged for screen readers as PDF/UA has it, with its language and title, in fonts that are embedded.
 * It has no clock and no chance in it, nor the compression of one machine: the same content gives the same bytes
 * everywhere. With a password, it is encrypted with AES-256 and nobody opens it without; then chance is part of the
 * encryption. Names and quotations in other scripts are drawn as those are written, and extract as the text that they are.
 */
export async function print(printed: Printed, password?: string): Promise<Buffer> {
  const { title, header, footer } = printed;
  // A fifth of a second to load, which no start should wait for.
  const [{ default: PDFDocument }, fonts] = await Promise.all([
    import('pdfkit'),
    PrintFonts.for(JSON.stringify(printed)),
  ]);
  const pdf = new PDFDocument({
    size: 'A4',
    margins,
    tagged: true,
    // Which its types do not know.
    subset: 'PDF/UA' as 'PDF/A-2a',
    lang: 'en-GB',
    displayTitle: true,
    bufferPages: true,
    compress: false,
    pdfVersion: '1.7ext3',
    // pdfkit takes a font of fontkit's, which its types do not say.
    font: fonts.plainest.file as unknown as string,
    info: { Title: title, Producer: 'Daybook', Creator: 'Daybook', CreationDate: new Date(0) },
    ...(password !== undefined && {
      userPassword: password,
      ownerPassword: password,
      permissions: { printing: 'highResolution', contentAccessibility: true },
    }),
  });
  for (const { name, file } of fonts.all()) pdf.registerFont(name, file as unknown as string);
  const chunks: Buffer[] = [];
  const ended = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
  const page = new Page(pdf, fonts);
  for (const part of printed.parts) page.add(part);
  if (page.leftOut)
    page.add({
      paragraph:
        'This document holds characters that Daybook cannot print. Each is given by its Unicode number in square brackets.',
    });
  page.finish(header, footer);
  pdf.end();
  return ended;
}
