import type { ServerResponse } from 'node:http';
import { NotPrinted, type Printer } from '#libs/printing/printer.js';
import type { PrintingJob } from '#libs/printing/printing-thread.js';
import { BadInput } from '../graphql/errors.js';

/** Long enough that trying them all is no way in: who has the file may try as often as they like. */
const shortestPassword = 12;
/** What PDF 2.0 takes, in bytes. */
const longestPassword = 127;

/** The password a PDF is to be encrypted with, from a header: addresses end up in logs. It is never kept. */
export function documentPassword(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (!/^[\x20-\x7e]+$/.test(header) || header.length < shortestPassword || header.length > longestPassword)
    throw new BadInput([
      {
        field: 'document-password',
        rule: `document-password has ${shortestPassword} to ${longestPassword} letters, digits, signs and blanks of ASCII`,
      },
    ]);
  return header;
}

const notPrinted = {
  busy: {
    status: 503,
    code: 'TOO_MANY_PRINTS',
    message: 'Too many documents are being printed. Try again in a minute.',
  },
  tooLarge: {
    status: 422,
    code: 'DOCUMENT_TOO_LARGE',
    message: 'The document takes too long to print. Ask for fewer days, or for the JSON form.',
  },
};

/** @returns undefined where there is nothing to send any more: the answer says why, or nobody waits for it. */
export async function printFor(
  response: ServerResponse,
  printer: Printer,
  job: PrintingJob,
): Promise<Buffer | undefined> {
  const gone = new AbortController();
  const hangUp = (): void => gone.abort();
  response.once('close', hangUp);
  try {
    return await printer.print(job, gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return undefined;
    if (!(error instanceof NotPrinted)) throw error;
    const { status, ...body } = notPrinted[error.because];
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
    return undefined;
  } finally {
    response.off('close', hangUp);
  }
}

interface SentFile {
  readonly name: string;
  readonly format: 'pdf' | 'json';
  readonly position?: string;
  readonly contentSha256?: string;
}

/** Sends a file to be saved, not shown; nothing on the way keeps it. */
export function sendFile(
  response: ServerResponse,
  file: Buffer,
  { name, format, position, contentSha256 }: SentFile,
): void {
  response.writeHead(200, {
    'content-type': format === 'pdf' ? 'application/pdf' : 'application/json; charset=utf-8',
    'content-length': file.length,
    'content-disposition': `attachment; filename="${name}.${format}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
    ...(position !== undefined && { 'x-daybook-position': position }),
    ...(contentSha256 !== undefined && { 'x-daybook-content-sha256': contentSha256 }),
  });
  response.end(file);
}
