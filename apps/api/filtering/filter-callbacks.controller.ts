import { Controller, Headers, HttpCode, Inject, Param, PayloadTooLargeException, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { RecordFilterOutcome } from '#libs/filtering/filter-orders.commands.js';
import { ConfiguredFilters } from '#libs/filtering/filters/configured-filters.js';
import { isSigned, signatureHeader } from '#libs/filtering/filters/signature.js';
import { withCanonicalIds } from '#libs/eventing/commands/record-id.js';
import { BadInput, Unauthenticated } from '../graphql/errors.js';
import { OpenToAll } from '../access/who.js';

const mostBytes = 4_096;

const callback = z.object({
  /** The key of the order: the record of the orders for a change, and the number of this one. */
  key: z
    .string()
    .transform(withCanonicalIds)
    .pipe(z.string().regex(/^(filtering(Change|Block)-)?[0-9a-f-]{36}\/\d{1,6}$/)),
  state: z.enum(['done', 'failed']),
});

/**
 * A filter that took an order says later that it is done (SL6). It has no token: it proves itself by the secret that it
 * shares with Daybook, school by school. A call that comes twice, or again from somebody who overheard it, changes
 * nothing: only the order in hand is answered, and once.
 */
@Controller('filter-callbacks')
export class FilterCallbacksController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ConfiguredFilters) private readonly filters: ConfiguredFilters,
  ) {}

  @OpenToAll()
  @Post(':school')
  @HttpCode(204)
  async take(
    @Param('school') school: string,
    @Headers(signatureHeader) signature: string | undefined,
    @Req() request: IncomingMessage,
  ): Promise<void> {
    const secret = this.filters.secretOf(school);
    const body = await textOf(request);
    if (secret === undefined || !isSigned(signature, body, secret, new Date()))
      throw new Unauthenticated('The call is not signed with the secret of this school’s filter, or not just now.');
    const { success, data } = callback.safeParse(jsonOf(body));
    if (!success) throw new BadInput([{ field: 'body', rule: 'a call says {"key", "state": "done" or "failed"}' }]);
    const [id = '', number] = data.key.split('/');
    const command = commandOf(RecordFilterOutcome, {
      id,
      number: Number(number),
      outcome: data.state === 'done' ? { confirmed: 'callback' } : { failed: 'refused' },
    });
    await this.commands.execute(command.by({ actor: 'daybook', role: 'system', roles: ['system'], school }));
  }
}

async function textOf(body: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new PayloadTooLargeException(`a call holds at most ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
