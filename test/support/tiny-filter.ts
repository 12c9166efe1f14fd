import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Daybook sends, as the contract in docs/operations.md has it. */
interface Message {
  readonly message: 'order' | 'report';
  readonly key: string;
  readonly change: string;
  readonly does: 'letThrough' | 'block';
  readonly undo: boolean;
  readonly target: { readonly kind: string; readonly value: string };
  readonly scope: { readonly kind: string; readonly name?: string };
}

/**
 * A web filter that takes orders by webhook: it checks signatures by the contract alone, carries an order out once for
 * each key, and calls back where it does not answer at once.
 */
export async function startTinyFilter(secret: Buffer) {
  const entries = new Map<string, { change: string; does: string }>();
  const carriedOut: Message[] = [];
  const received: Message[] = [];
  const seen = new Set<string>();
  let mode: 'answers' | 'takes' | 'isBroken' | 'pretends' = 'answers';
  let reports = 0;

  const carryOut = (order: Message): void => {
    if (seen.has(order.key)) return;
    seen.add(order.key);
    carriedOut.push(order);
    const { change, does } = order;
    if (order.undo) entries.delete(`${does} ${change}`);
    else entries.set(`${does} ${change}`, { change, does });
  };

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const answer = (status: number, content?: unknown): void => {
        response.statusCode = status;
        response.end(JSON.stringify(content));
      };
      if (request.headers['daybook-signature'] !== sign(body, secret, timeIn(request.headers['daybook-signature']))) {
        answer(401);
        return;
      }
      if (mode === 'isBroken') {
        answer(500);
        return;
      }
      const message = JSON.parse(body) as Message;
      if (message.message === 'report') {
        reports += 1;
        answer(200, { entries: [...entries.values()] });
        return;
      }
      if (request.headers['idempotency-key'] !== message.key) {
        answer(400);
        return;
      }
      received.push(message);
      if (mode === 'takes') {
        answer(202);
        return;
      }
      if (mode !== 'pretends') carryOut(message);
      answer(200, { state: 'done' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/daybook`,
    /** Every order that came, also those that came again. */
    received,
    /** The orders it has carried out. */
    carriedOut,
    entries,
    /** How often it was asked what it has. */
    reports: () => reports,
    becomes: (next: typeof mode) => {
      mode = next;
    },
    /** Carries an order out and calls back, as long after the order as it likes. */
    callBack: async (url: string, order: Message, { at = new Date(), by = secret } = {}): Promise<number> => {
      carryOut(order);
      const body = JSON.stringify({ key: order.key, state: 'done' });
      const signature = sign(body, by, Math.floor(at.getTime() / 1_000));
      const { status } = await fetch(url, { method: 'POST', headers: { 'daybook-signature': signature }, body });
      return status;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const timeIn = (header: unknown): number => Number(/^t=(\d+),/.exec(String(header))?.[1]);

const sign = (body: string, secret: Buffer, time: number): string =>
  `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
