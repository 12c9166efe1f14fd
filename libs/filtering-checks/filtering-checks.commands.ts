import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { cycleUnits } from '#libs/calendar/review-cycle.js';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { Day, HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { CheckedDevice, CheckedGroup, CycleUnit, FilterTestResult } from './check-enums.js';
import { checkedDevices, checkedGroups, testResults, testServices, type TestService } from './check-words.js';

@InputType({ description: 'What became of one test, and which address was tried.' })
export class FilterTestInput {
  @Field(() => FilterTestResult)
  @IsIn(testResults)
  result: FilterTestResult;

  @Text({ optional: true, max: 2_000, description: 'The address that the test, or the service, tried.' })
  address?: string;
}

const Test =
  (description: string): PropertyDecorator =>
  (target, property) => {
    Field(() => FilterTestInput, { description })(target, property);
    ValidateNested()(target, property);
    Type(() => FilterTestInput)(target, property);
  };

@InputType({ description: 'The four tests (D22); none may be left out.' })
export class FilterTestsInput {
  @Test('A list of child sexual abuse material, as that of the Internet Watch Foundation.')
  csam: FilterTestInput;

  @Test('A list of terrorist content, as that of the Counter-Terrorism Internet Referral Unit.')
  terrorism: FilterTestInput;

  @Test('Adult content.')
  adultContent: FilterTestInput;

  @Test('Offensive language.')
  profanity: FilterTestInput;
}

@InputType({
  description: 'The result is that of a service, as of testfiltering.com: what its page said of the network.',
})
export class TestReportInput {
  @Text({ max: 40, description: `One of: ${testServices.join(', ')}` })
  @IsIn(testServices)
  service: TestService;

  @Text({ max: 200, description: 'The address or the provider under which the service saw the network.' })
  network: string;
}

@InputType({
  description:
    'Records a test of the filter (D22). With `report` it is the result of a third party, without it the school’s own word.',
})
export class RecordFilteringCheck extends StartingCommand {
  @Id('The plan that it fulfils; a test out of turn names none.', { optional: true })
  plan?: string;

  @HappenedAt({ description: 'When it was tested: ISO 8601 with a time zone. When it was recorded is kept besides.' })
  checkedAt: string;

  @Field(() => CheckedGroup)
  @IsIn(checkedGroups)
  userGroup: CheckedGroup;

  @Field(() => CheckedDevice)
  @IsIn(checkedDevices)
  deviceKind: CheckedDevice;

  @Text({ max: 200, description: 'Which device.' })
  device: string;

  @Text({ max: 200, description: 'Where in the school, or on which network.' })
  location: string;

  @Field(() => FilterTestsInput)
  @ValidateNested()
  @Type(() => FilterTestsInput)
  results: FilterTestsInput;

  @Field(() => TestReportInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => TestReportInput)
  report?: TestReportInput;

  @Text({ optional: true, description: 'What was done at once; needed where something got through.' })
  action?: string;
}

@InputType({ description: 'A new test shows that what had got through is blocked now.' })
export class RemedyFailedCheck extends ChangingCommand {
  @Id('The later test that passed.')
  retest: string;

  @Text({ optional: true })
  note?: string;

  override get alongside(): string {
    return this.retest;
  }
}

/** Sent by the worker when nothing has shown in time that the filter is mended. */
export class RaiseFailingFilter extends ChangingCommand {}

/** What the record itself decides; a test also looks at its plan, see `record-filtering-check.handler.ts`. */
export const filteringCheckCommands = { RemedyFailedCheck, RaiseFailingFilter };

@InputType({ description: 'How often.' })
export class CycleInput {
  @Field(() => Int)
  @IsInt()
  @Min(1)
  @Max(52)
  count: number;

  @Field(() => CycleUnit)
  @IsIn(cycleUnits)
  unit: CycleUnit;
}

@InputType({ description: 'Puts tests into the schedule: for whom, on what, where and how often (D22).' })
export class PlanFilteringChecks extends StartingCommand {
  @Field(() => CheckedGroup)
  @IsIn(checkedGroups)
  userGroup: CheckedGroup;

  @Field(() => CheckedDevice)
  @IsIn(checkedDevices)
  deviceKind: CheckedDevice;

  @Text({ optional: true, max: 200, description: 'Where; left out, it does not matter.' })
  location?: string;

  @Field(() => CycleInput)
  @ValidateNested()
  @Type(() => CycleInput)
  every: CycleInput;

  @Day('By when the first one is due.')
  firstDueOn: string;
}

@InputType({ description: 'Takes tests out of the schedule, with the reason.' })
export class EndCheckPlan extends ChangingCommand {
  @Text()
  reason: string;
}

/** Sent by the worker when a test that names the plan is on record. */
export class NotePlannedCheckDone extends ChangingCommand {
  @IsUUID()
  check: string;

  @IsISO8601({ strict: true })
  on: string;
}

/** Sent by the worker when the day is over on which a test was due. */
export class RaiseOverdueFilteringCheck extends ChangingCommand {}

export const filteringCheckPlanCommands = {
  PlanFilteringChecks,
  EndCheckPlan,
  NotePlannedCheckDone,
  RaiseOverdueFilteringCheck,
};
