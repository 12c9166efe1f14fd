import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request whose body was read as it came, byte by byte: a signature is of these, not of what they mean. */
export interface WholeRequest extends IncomingMessage {
  body: Buffer;
}

const mostBytes = 4 * 1024 * 1024;

/** Reads the body whole, before anything that would take it apart. */
export function rawBody(request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void {
  read(request).then((body) => {
    if (body) {
      (request as WholeRequest).body = body;
      next();
      return;
    }
    response.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ message: `A body holds at most ${mostBytes} bytes.`, code: 'BODY_TOO_LARGE' }));
  }, next);
}

/** Undefined for one that is too long: its rest stays unread. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
