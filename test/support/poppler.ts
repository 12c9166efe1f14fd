import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine has poppler's tools, by which a PDF is read as somebody else reads it. */
export const popplerIsInstalled = spawnSync('pdftotext', ['-v']).status === 0;

function ofFile(pdf: Buffer, read: (file: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-pdf-'));
  try {
    const file = join(folder, 'printed.pdf');
    writeFileSync(file, pdf);
    return read(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Its words, without the marks by which text says in which direction it runs. */
export const textOf = (pdf: Buffer): string =>
  ofFile(pdf, (file) => execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })).replace(/\p{Bidi_Control}/gu, '');

/** Its tags, as an assistive technology finds them. */
export const tagsOf = (pdf: Buffer): string =>
  ofFile(pdf, (file) => execFileSync('pdfinfo', ['-struct-text', file], { encoding: 'utf8' }));
