import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Who } from '#libs/eventing/command.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering-change-log.js';
import { csvLine } from './csv.js';
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
    const entries = await this.readModels.read(who, filteringChangeLog.name, undefined, (rows) =>
      rows.find(FilteringChangeLogEntry, {
        select: Object.fromEntries(['school', ...columns].map((column) => [column, true])),
        order: { requestedAt: 'desc', id: 'desc' },
      }),
    );
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="filtering-changes.csv"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    response.write(csvLine(columns));
    for (const entry of entries) response.write(csvLine(columns.map((column) => entry[column])));
    response.end();
  }
}
