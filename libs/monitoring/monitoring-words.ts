/** What set the vendor's system off. */
export const alertContents = ['term', 'url'] as const;
/** How an alert came in. */
export const alertDoors = ['upload', 'webhook'] as const;
export type AlertDoor = (typeof alertDoors)[number];
/** What a look at an alert has shown (D21). */
export const dispositions = ['truePositive', 'falsePositive'] as const;
export const alertStatuses = ['new', 'seen', 'decided', 'expired'] as const;
export const sourceStatuses = ['open', 'closed'] as const;

/** Who hears of a high risk the same day (D21); the headteacher hears if none of them looks. */
export const dslTeam = ['dsl', 'deputyDsl', 'onlineSafetyLead'] as const;
