import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Printer } from '#libs/printing/printer.js';
import { printFor, sendFile } from './printed-file.js';

const limits = { atOnce: 1, waiting: 0, timeoutMs: 600_000, memoryMb: 512 };
const job = {
  printed: { title: 'Chronology', header: 'Chronology', footer: [], parts: [{ paragraph: 'A word.' }] },
  password: undefined,
};

/** What somebody is answered who asks for a document. */
async function answered(printer: Printer): Promise<{ status: number; code: unknown; cache: unknown }> {
  const server = createServer((_, response) => {
    void printFor(response, printer, job).then(
      (file) => file && sendFile(response, file, { name: 'chronology', format: 'pdf' }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const text = await answer.text();
    const code = answer.ok ? text.slice(0, 5) : (JSON.parse(text) as { code: unknown }).code;
    return { status: answer.status, code, cache: answer.headers.get('cache-control') };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a document that is asked for', () => {
  it('is sent as a file that nothing keeps', async () => {
    expect(await answered(new Printer(limits))).toEqual({ status: 200, code: '%PDF-', cache: 'no-store' });
  });

  it('is 503 while too many are printed, so that it is asked for again, and 422 where it never will be', async () => {
    const busy = await answered(new Printer({ ...limits, atOnce: 0 }));
    expect(busy).toEqual({ status: 503, code: 'TOO_MANY_PRINTS', cache: 'no-store' });
    const tooLarge = await answered(new Printer({ ...limits, timeoutMs: 1 }));
    expect(tooLarge).toEqual({ status: 422, code: 'DOCUMENT_TOO_LARGE', cache: 'no-store' });
  });
});
