import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { nothingRecorded, type Receipt } from '#libs/eventing/commands/command.js';
import { FilteringOverlaps } from './filtering-overlaps.js';
import { FindOverlaps } from './filtering-sites.commands.js';

/** What was asked for is compared with what is under way also where Daybook died right after the request. */
@CommandHandler(FindOverlaps)
export class FindOverlapsHandler implements ICommandHandler<FindOverlaps> {
  constructor(@Inject(FilteringOverlaps) private readonly overlaps: FilteringOverlaps) {}

  execute({ id, direction, who }: FindOverlaps): Promise<Receipt> {
    return this.overlaps.find(direction, nothingRecorded(id), who.school);
  }
}
