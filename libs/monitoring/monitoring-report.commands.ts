import { InputType } from '@nestjs/graphql';
import { SchoolCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';

@InputType({ description: 'From this week on the school looks back at its monitoring every school week (D21).' })
export class BeginWeeklyReviews extends SchoolCommand {
  @Day('A day of the first week.')
  from: string;
}

@InputType({ description: 'Says that a week’s monitoring was looked back at, and what was found (D21).' })
export class ReviewMonitoringWeek extends SchoolCommand {
  @Day('A day of that week.')
  week: string;

  @Text()
  findings: string;
}

/** Sent by the worker when the day is over by which a week was to be looked back at. */
export class CloseMonitoringWeek extends SchoolCommand {}

export const monitoringReportCommands = { BeginWeeklyReviews, ReviewMonitoringWeek, CloseMonitoringWeek };
