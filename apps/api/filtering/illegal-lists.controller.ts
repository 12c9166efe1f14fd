import { Controller, HttpCode, Inject, Param, PayloadTooLargeException, Put, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { IncomingMessage } from 'node:http';
import type { Receipt, Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { UpdateIllegalList } from '#libs/filtering/filtering.commands.js';
import {
  entryFor,
  hashDigits,
  illegalListCodes,
  type HashedEntry,
  type IllegalListCode,
} from '#libs/filtering/illegal-sites.js';
import { CachedIllegalLists } from '#libs/filtering/cached-illegal-lists.js';
import { OpenSitesCheck } from './open-sites-check.js';
import { BadInput } from '../graphql/errors.js';
import { Allow, Sender } from '../access/who.js';

const mostBytes = 8 * 1024 * 1024;

/**
 * Takes an edition of a list of illegal sites (D19): one entry a line, the SHA-256 of `host/path` in its canonical form
 * (Safe Browsing, URLs and hashing) or its first 16 bytes, in hexadecimal; or, as `text/uri-list`, the addresses, of which
 * the hashes alone are kept. Lines that begin with # are left out. An edition with which too much would go is held back until
 * a second person agrees to it (`agreeIllegalList`); the answer says so. The whole edition each time: what is not in it is no longer listed.
 */
@Controller('illegal-lists')
export class IllegalListsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(CachedIllegalLists) private readonly lists: CachedIllegalLists,
    @Inject(OpenSitesCheck) private readonly openSites: OpenSitesCheck,
  ) {}

  @Allow('filtering:updateIllegalList')
  @Put(':list/editions/:edition')
  @HttpCode(200)
  async update(
    @Param('list') list: string,
    @Param('edition') edition: string,
    @Req() request: IncomingMessage,
    @Sender() who: Who,
  ): Promise<Receipt & { openSitesChecked: number; heldBack: boolean }> {
    const asAddresses = /^text\/uri-list\b/i.test(request.headers['content-type'] ?? '');
    const entries = entriesIn(await textOf(request), asAddresses);
    const command = commandOf(UpdateIllegalList, {
      list: listCode(list),
      edition,
      hashes: entries.map(({ hash }) => hash),
      pagesOf: entries.flatMap(({ pagesOf }) => pagesOf),
    });
    const { id, revision, position } = await this.commands.execute(command.by(who));
    const { illegalSites } = await this.lists.of(who.school);
    const heldBack = illegalSites?.get(listCode(list))?.heldBack?.edition === edition;
    const openSitesChecked = await this.openSites.check(position, who);
    return { id, revision, position, openSitesChecked, heldBack };
  }
}

function listCode(text: string): IllegalListCode {
  const code = illegalListCodes.find((known) => known === text);
  if (code === undefined)
    throw new BadInput([{ field: 'list', rule: `the list is one of ${illegalListCodes.join(', ')}` }]);
  return code;
}

/** One hash a line; or, sent as `text/uri-list`, one address, of which the hash alone is kept. */
function entriesIn(text: string, asAddresses: boolean): HashedEntry[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const wanted = asAddresses ? 'a web address' : 'a SHA-256 in 64 (or its first 32) hexadecimal digits';
  return entries.map((line, index) => {
    const entry = asAddresses ? entryFor(line) : hashedEntry(line);
    if (!entry) throw new BadInput([{ field: 'entries', rule: `entry ${index + 1} is not ${wanted}` }]);
    return entry;
  });
}

const hashedEntry = (line: string): HashedEntry | undefined =>
  /^([0-9a-f]{32}|[0-9a-f]{64})$/i.test(line)
    ? { hash: line.slice(0, hashDigits).toLowerCase(), pagesOf: [] }
    : undefined;

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
