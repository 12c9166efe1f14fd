/** What the filter is tried on: two lists of what is illegal, and what harms (D22). */
export const filterTests = ['csam', 'terrorism', 'adultContent', 'profanity'] as const;
export type FilterTest = (typeof filterTests)[number];

export const testResults = ['blocked', 'letThrough'] as const;

/** For whom the filter was tried: a filter that holds for pupils says nothing of the one for guests. */
export const checkedGroups = ['pupils', 'staff', 'guests'] as const;
export type CheckedGroup = (typeof checkedGroups)[number];

export const checkedDevices = ['schoolOwned', 'personal'] as const;
export type CheckedDevice = (typeof checkedDevices)[number];

/** On whose word something stands: a machine's reading, the school's own, or a third party's. */
export const evidenceKinds = ['measured', 'selfReported', 'thirdParty'] as const;

/** Services whose results a school can take over. */
export const testServices = ['testfiltering.com', 'other'] as const;
export type TestService = (typeof testServices)[number];

export const checkStatuses = ['passed', 'failing', 'remedied'] as const;
export const planStatuses = ['active', 'ended'] as const;

/** What makes a review due before its year is over (D22). */
export const reviewTriggers = [
  'riskFound',
  'byodOrRemoteWorking',
  'newTechnology',
  'newAiTool',
  'bigUpdate',
  'failedCheck',
] as const;
export const reviewCauses = ['annual', ...reviewTriggers] as const;
export type ReviewCause = (typeof reviewCauses)[number];
export const reviewStatuses = ['open', 'held', 'covered'] as const;
