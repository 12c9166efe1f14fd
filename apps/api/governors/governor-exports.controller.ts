import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Who } from '#libs/eventing/commands/command.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { csvLine } from '../http/csv.js';
import { byRequestedAt } from '../filtering/filtering.resolver.js';
import { pageIn } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { ViewReceipts } from '../reading/view-receipts.js';
import { Allow, Sender } from '../access/who.js';

/** What governors see of a change: no free text, no person, no group of pupils by name (D25). */
const columns = [
  'id',
  'direction',
  'status',
  'targetKind',
  'target',
  'scopeKind',
  'permanent',
  'requestedRole',
  'requestedAt',
  'opensFrom',
  'until',
  'openedAt',
  'closedAt',
  'implementationOverdue',
  'reblockOverdue',
  'agreementOverdue',
] as const;

/** Named as in GraphQL, where the id is that of the change. */
const cellOf = (entry: FilteringChangeLogEntry, column: (typeof columns)[number]) =>
  entry[column === 'id' ? 'change' : column];

/** The change-control log for a governors' meeting (SL3). */
@Controller('governors')
export class GovernorExportsController {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(ViewReceipts) private readonly marks: ViewReceipts,
  ) {}

  @Allow('governors:read')
  @Get('filtering-changes.csv')
  async filteringChanges(@Sender() who: Who, @Res() response: ServerResponse): Promise<void> {
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="filtering-changes.csv"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    await pipeline(Readable.from(this.lines(who)), response);
  }

  /**
   * A page at a time, each in a transaction of its own, so that a slow reader holds no connection. When and by whom a
   * change was asked for never changes, so none is left out or doubled; each is as it stood when its page was read.
   * The last line is the mark (D26): who has it was shown all of it, at least as far as the log had come at its begin.
   */
  private async *lines(who: Who): AsyncGenerator<string> {
    yield csvLine(columns);
    let cursor: string | undefined;
    let position: string | undefined;
    do {
      const page = { first: 500, ...(cursor !== undefined && { cursor }) };
      const { entries, nextCursor, reached } = await this.readModels.readLog(
        who,
        filteringChangeLog,
        {},
        async (rows) => ({
          reached: await rows.position(),
          ...(await pageIn(rows.of(FilteringChangeLogEntry), page, byRequestedAt, false)),
        }),
      );
      yield entries.map((entry) => csvLine(columns.map((column) => cellOf(entry, column)))).join('');
      cursor = nextCursor ?? undefined;
      position ??= reached ?? '0';
    } while (cursor !== undefined);
    yield markLine(this.marks.of(who, ['filteringChanges'], position));
  }
}

/** As wide as the others: a file whose lines differ is none to some readers. */
const markLine = (mark: string): string => csvLine(columns.map((_, index) => ['mark', mark][index] ?? ''));
