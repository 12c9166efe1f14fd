/** What is assessed before it is used (SW16, D22). */
export const technologyUses = ['remoteLearning', 'aiTool', 'classroom', 'administration', 'other'] as const;
export const riskLevels = ['low', 'medium', 'high'] as const;
export const riskAssessmentStatuses = ['draft', 'accepted', 'refused'] as const;
export const softwareStatuses = ['proposed', 'approved', 'refused', 'stopped', 'withdrawn'] as const;
export type SoftwareStatus = (typeof softwareStatuses)[number];
