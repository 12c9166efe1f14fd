import { z } from 'zod';
import type { FilterProof } from '../filter-orders.events.js';
import type { WebhookSettings } from './filter-settings.js';
import { FilterFault, type Comparison, type Expected, type Filter, type FoundEntry, type Order } from './filter.js';
import { signatureHeader, signatureOf } from './signature.js';

const timeoutMs = 10_000;
const longestAnswer = 1024 * 1024;

const doneAnswer = z.object({ state: z.literal('done') });
const report = z.object({
  entries: z.array(z.object({ change: z.string(), does: z.enum(['letThrough', 'block']) })).max(100_000),
});

/** A filter that is changed by signed messages to its own address, or to that of a script which knows how to change it. */
export class WebhookFilter implements Filter {
  constructor(private readonly settings: WebhookSettings) {}

  async carryOut({ key, school, entry, undo }: Order): Promise<FilterProof | 'accepted'> {
    const { change, does, target, scope, until } = entry;
    const { status, body } = await this.send(
      // Its lists of illegal sites stand above what it is ordered to let through: that is part of the agreement.
      { message: 'order', key, school, change, does, undo, target, scope, until, illegalSitesStayBlocked: true },
      key,
    );
    if (status === 202) return 'accepted';
    if (status !== 200) throw new FilterFault('refused');
    if (!doneAnswer.safeParse(body).success) throw new FilterFault('badAnswer');
    return 'answer';
  }

  async compare({ school, inForce, onTheWay, ending }: Expected): Promise<Comparison> {
    const { status, body } = await this.send({ message: 'report', school });
    if (status !== 200) throw new FilterFault('refused');
    const answer = report.safeParse(body);
    if (!answer.success) throw new FilterFault('badAnswer');
    const keyOf = ({ change, does }: FoundEntry): string => `${does} ${change}`;
    const has = new Set(answer.data.entries.map(keyOf));
    const known = new Set([...inForce, ...onTheWay, ...ending].map(keyOf));
    return {
      missing: inForce.filter((entry) => !has.has(keyOf(entry))).map(({ order }) => order),
      unexpected: answer.data.entries.filter((entry) => !known.has(keyOf(entry))),
    };
  }

  private async send(message: object, key?: string): Promise<{ status: number; body: unknown }> {
    const body = JSON.stringify(message);
    const { url, secret } = this.settings;
    try {
      const response = await fetch(url, {
        method: 'POST',
        // What the operator named is called, and nothing that it points to.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          [signatureHeader]: signatureOf(body, secret, new Date()),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        body,
      });
      return { status: response.status, body: jsonOf(await textOf(response)) };
    } catch (error) {
      throw error instanceof FilterFault ? error : new FilterFault('unreachable');
    }
  }
}

async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > longestAnswer) throw new FilterFault('badAnswer');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
