import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { cycleUnits } from '#libs/calendar/review-cycle.js';
import {
  checkedDevices,
  checkedGroups,
  checkStatuses,
  evidenceKinds,
  filterTests,
  planStatuses,
  testResults,
} from './check-words.js';

export const FilterTest = graphqlEnum(filterTests);
export type FilterTest = keyof typeof FilterTest;
registerEnumType(FilterTest, { name: 'FilterTest' });
export const FilterTestResult = graphqlEnum(testResults);
export type FilterTestResult = keyof typeof FilterTestResult;
registerEnumType(FilterTestResult, { name: 'FilterTestResult' });
export const CheckedGroup = graphqlEnum(checkedGroups);
export type CheckedGroup = keyof typeof CheckedGroup;
registerEnumType(CheckedGroup, { name: 'CheckedGroup' });
export const CheckedDevice = graphqlEnum(checkedDevices);
export type CheckedDevice = keyof typeof CheckedDevice;
registerEnumType(CheckedDevice, { name: 'CheckedDevice' });
export const EvidenceKind = graphqlEnum(evidenceKinds);
export type EvidenceKind = keyof typeof EvidenceKind;
registerEnumType(EvidenceKind, {
  name: 'EvidenceKind',
  description: 'On whose word it stands: a machine has measured it, the school says so itself, or a third party does.',
});
export const FilteringCheckStatus = graphqlEnum(checkStatuses);
export type FilteringCheckStatus = keyof typeof FilteringCheckStatus;
registerEnumType(FilteringCheckStatus, { name: 'FilteringCheckStatus' });
export const CheckPlanStatus = graphqlEnum(planStatuses);
export type CheckPlanStatus = keyof typeof CheckPlanStatus;
registerEnumType(CheckPlanStatus, { name: 'CheckPlanStatus' });
export const CycleUnit = graphqlEnum(cycleUnits);
export type CycleUnit = keyof typeof CycleUnit;
registerEnumType(CycleUnit, { name: 'CycleUnit' });
