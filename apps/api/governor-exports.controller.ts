import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Who } from '#libs/eventing/command.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering-change-log.js';
import { csvLine } from './csv.js';
import { byRequestedAt } from './filtering.resolver.js';
import { pageIn } from './paging.js';
import { ReadModels } from './read-models.js';
import { Allow, Sender } from './who.js';

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
  'reblockOverdue',
  'agreementOverdue',
] as const satisfies readonly (keyof FilteringChangeLogEntry)[];

/** The change-control log for a governors' meeting (SL3). */
@Controller('governors')
export class GovernorExportsController {
  constructor(@Inject(ReadModels) private readonly readModels: ReadModels) {}

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
   */
  private async *lines(who: Who): AsyncGenerator<string> {
    yield csvLine(columns);
    let cursor: string | undefined;
    do {
      const page = { first: 500, ...(cursor !== undefined && { cursor }) };
      const { entries, nextCursor } = await this.readModels.readLog(who, filteringChangeLog, {}, (rows) =>
        pageIn(rows.of(FilteringChangeLogEntry), page, byRequestedAt, false),
      );
      yield entries.map((entry) => csvLine(columns.map((column) => entry[column]))).join('');
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}
