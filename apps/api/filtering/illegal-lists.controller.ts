import { Controller, HttpCode, Inject, Param, PayloadTooLargeException, Put, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { IncomingMessage } from 'node:http';
import { In } from 'typeorm';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CheckForIllegalSite, UpdateIllegalList } from '#libs/filtering/filtering.commands.js';
import { illegalListCodes, type IllegalListCode } from '#libs/filtering/illegal-sites.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { BadInput } from '../graphql/errors.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

const mostBytes = 8 * 1024 * 1024;

/**
 * Takes an edition of a list of illegal sites (D19): one hash a line, the SHA-256 of `host/path` or its first 16 bytes,
 * in hexadecimal; lines that begin with # are left out. The whole edition each time: what is not in it is no longer listed.
 */
@Controller('illegal-lists')
export class IllegalListsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('filtering:updateIllegalList')
  @Put(':list/editions/:edition')
  @HttpCode(200)
  async update(
    @Param('list') list: string,
    @Param('edition') edition: string,
    @Req() request: IncomingMessage,
    @Sender() who: Who,
  ): Promise<Receipt & { openSitesChecked: number }> {
    const command = commandOf(UpdateIllegalList, {
      list: listCode(list),
      edition,
      hashes: hashesIn(await textOf(request)),
    });
    const { id, revision, position } = await this.commands.execute(command.by(who));
    return { id, revision, position, openSitesChecked: await this.checkWhatIsUnderWay(position, who) };
  }

  /** What is open, and what waits to be. Done at every edition, also at one that changes nothing: what an interrupted one left open is found by the next. */
  private async checkWhatIsUnderWay(position: string, who: Who): Promise<number> {
    const underWay = await this.readModels.read(who, filteringChangeLog.name, position, (rows) =>
      rows.find(FilteringChangeLogEntry, {
        select: { school: true, id: true, change: true, status: true },
        where: { direction: 'unblock', status: In(['open', 'requested', 'informationAsked', 'agreed']) },
      }),
    );
    for (const { change: id } of underWay) await this.commands.execute(commandOf(CheckForIllegalSite, { id }).by(who));
    return underWay.filter(({ status }) => status === 'open').length;
  }
}

function listCode(text: string): IllegalListCode {
  const code = illegalListCodes.find((known) => known === text);
  if (code === undefined)
    throw new BadInput([{ field: 'list', rule: `the list is one of ${illegalListCodes.join(', ')}` }]);
  return code;
}

function hashesIn(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = entries.findIndex((line) => !/^([0-9a-f]{32}|[0-9a-f]{64})$/i.test(line));
  if (wrong >= 0)
    throw new BadInput([
      { field: 'hashes', rule: `entry ${wrong + 1} is no SHA-256 in 64 (or its first 32) hexadecimal digits` },
    ]);
  return entries.map((line) => line.slice(0, 32).toLowerCase());
}

async function textOf(body: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new PayloadTooLargeException(`a list holds at most ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1');
}
