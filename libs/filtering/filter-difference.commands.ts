import { Field, InputType } from '@nestjs/graphql';
import { IsIn, IsOptional } from 'class-validator';
import { ChangingCommand } from '#libs/eventing/commands/command.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { FilteringChangeDirection } from './change-direction.js';
import { changeDirections, type ChangeDirection } from './filter-scope.js';
import { filterFindings } from './filter-difference.events.js';
import { FilterFinding } from './filter-finding.js';
import { AboutSite } from './filtering.commands.js';

@InputType({ description: 'Somebody found that the filter is other than was agreed (SW7).' })
export class ReportFilterDifference extends AboutSite {
  @Field(() => FilterFinding)
  @IsIn(filterFindings)
  found: FilterFinding;

  @Id('The change of the log that the filter does not keep to.', { optional: true })
  change?: string;

  @Field(() => FilteringChangeDirection, {
    nullable: true,
    description: 'Whether the change is an opening or a block; needed only where both have that id.',
  })
  @IsOptional()
  @IsIn(changeDirections)
  direction?: ChangeDirection;

  @Text({ description: 'How it was noticed: when, where, on which device.' })
  noticed: string;
}

@InputType({ description: 'A technician has put the filter right and says so.' })
export class ConfirmFilterMended extends ChangingCommand {
  @Text({ optional: true })
  note?: string;
}

@InputType({ description: 'Somebody other than who reported it has looked, and the filter was as agreed.' })
export class FindFilterAsAgreed extends ChangingCommand {
  @Text()
  reason: string;
}

/** Sent by the worker when nobody has confirmed in time that the filter is mended, and once more later. */
export class RaiseOverdueDifference extends ChangingCommand {}

export const filterDifferenceCommands = { ConfirmFilterMended, FindFilterAsAgreed, RaiseOverdueDifference };
