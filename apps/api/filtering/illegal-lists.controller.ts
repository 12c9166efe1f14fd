import { Controller, HttpCode, Inject, Param, PayloadTooLargeException, Put, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { IncomingMessage } from 'node:http';
import { In } from 'typeorm';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CheckForIllegalSite, UpdateIllegalList } from '#libs/filtering/filtering.commands.js';
import {
  entryFor,
  hashDigits,
  illegalListCodes,
  type HashedEntry,
  type IllegalListCode,
} from '#libs/filtering/illegal-sites.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { BadInput } from '../graphql/errors.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

const mostBytes = 8 * 1024 * 1024;

/**
 * Takes an edition of a list of illegal sites (D19): one entry a line, the SHA-256 of `host/path` in its canonical form
 * (Safe Browsing, URLs and hashing) or its first 16 bytes, in hexadecimal; or the address itself, of which the hash alone
 * is kept. Lines that begin with # are left out. The whole edition each time: what is not in it is no longer listed.
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
    const entries = entriesIn(await textOf(request));
    const command = commandOf(UpdateIllegalList, {
      list: listCode(list),
      edition,
      hashes: entries.map(({ hash }) => hash),
      pagesOf: entries.flatMap(({ pagesOf }) => pagesOf),
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

/** One entry a line: a hash, or an address, of which the hash alone is kept. */
function entriesIn(text: string): HashedEntry[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wrong = entries.findIndex((line) => !isHash(line) && !isAddress(line));
  if (wrong >= 0)
    throw new BadInput([
      {
        field: 'entries',
        rule: `entry ${wrong + 1} is neither a SHA-256 in 64 (or its first 32) hexadecimal digits nor a web address`,
      },
    ]);
  return entries.map((line) =>
    isHash(line) ? { hash: line.slice(0, hashDigits).toLowerCase(), pagesOf: [] } : entryFor(line),
  );
}

const isHash = (line: string): boolean => /^([0-9a-f]{32}|[0-9a-f]{64})$/i.test(line);
const isAddress = (line: string): boolean => /^(https?:\/\/)?[^\s/?#]*[^\s/?#.]\.[^\s/?#.]+([/?#:].*)?$/i.test(line);

async function textOf(body: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new PayloadTooLargeException(`a list holds at most ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new BadInput([{ field: 'entries', rule: 'a list is text in UTF-8' }]);
  }
}
