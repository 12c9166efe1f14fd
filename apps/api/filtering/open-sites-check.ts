import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { In } from 'typeorm';
import type { Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CheckForIllegalSite } from '#libs/filtering/filtering.commands.js';
import { FilteringChangeLogEntry, filteringChangeLog } from '#projections/filtering/filtering-change-log.js';
import { ReadModels } from '../reading/read-models.js';

/** Looks for what is open, and what waits to be, on the lists of illegal sites (D19). */
@Injectable()
export class OpenSitesCheck {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  /**
   * Done at every edition, also at one that changes nothing: what an interrupted one left open is found by the next.
   * @returns how many open sites were looked for
   */
  async check(position: string, who: Who): Promise<number> {
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
