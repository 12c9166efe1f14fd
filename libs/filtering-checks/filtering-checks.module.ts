import { Module } from '@nestjs/common';
import { commandHandlers } from '#libs/eventing/commands/command-handlers.js';
import { filteringCheckPlan } from './filtering-check-plan.decider.js';
import { filteringCheck } from './filtering-check.decider.js';
import { filteringCheckCommands, filteringCheckPlanCommands } from './filtering-checks.commands.js';
import { filteringCheckEvents, filteringCheckPlanEvents } from './filtering-checks.events.js';
import { filteringReview } from './filtering-review.decider.js';
import { filteringReviewCommands } from './filtering-reviews.commands.js';
import { filteringReviewEvents } from './filtering-reviews.events.js';
import { RecordFilteringCheckHandler } from './record-filtering-check.handler.js';

@Module({
  providers: [
    ...commandHandlers(filteringCheckEvents, filteringCheck, filteringCheckCommands),
    ...commandHandlers(filteringCheckPlanEvents, filteringCheckPlan, filteringCheckPlanCommands),
    ...commandHandlers(filteringReviewEvents, filteringReview, filteringReviewCommands),
    RecordFilteringCheckHandler,
  ],
})
export class FilteringChecksModule {}
