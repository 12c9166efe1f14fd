import { z } from 'zod';
import { schoolRoles } from '#libs/people/roles.js';

/** The four areas of risk by which national guidance sorts online harm. */
export const risks = ['content', 'contact', 'conduct', 'commerce'] as const;

/** Whom a school can tell or ask outside its own walls. */
export const agencies = [
  'police',
  'socialCare',
  'safeguardingPartnership',
  'localAuthority',
  'lado',
  'ceop',
  'prevent',
  'cyberChoices',
  'iwf',
  'ico',
] as const;

/** From what a user may always do to what nobody may do and the law forbids (SW11). */
export const userActionLevels = [
  'acceptable',
  'acceptableAtCertainTimes',
  'acceptableForNominatedUsers',
  'unacceptable',
  'unacceptableAndIllegal',
] as const;

/** `realTime`: hours run by night and on holidays too. `workingTime`: they stand still on days that are no working days. */
export const clocks = ['realTime', 'workingTime'] as const;

/** What an entry rests on. */
export const sources = ['policy', 'guidance', 'default', 'school'] as const;

/**
 * Where an entry comes from, so that nobody takes a default for the school's own words: `policy` is written in the
 * policy, `guidance` in named national guidance or law, `default` is Daybook's proposal, `school` is what the school
 * itself has added or decided; no pack that ships has the last one.
 */
const cited = {
  source: z.enum(sources),
  clause: z.string().min(1),
};

export const policy = (clause: string) => ({ source: 'policy', clause }) as const;
export const guidance = (clause: string) => ({ source: 'guidance', clause }) as const;
export const byDefault = (clause: string) => ({ source: 'default', clause }) as const;

const code = z.string().regex(/^[a-z][a-zA-Z0-9]*$/);
const text = z.string().min(1);
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const role = z.enum(schoolRoles);
const positive = z.int().positive();

const figure = z.strictObject({ value: positive, ...cited });
const permission = z.strictObject({ roles: z.array(role).min(1), ...cited });

const IncidentKind = z.strictObject({
  code,
  label: text,
  about: z.enum(['pupil', 'staff', 'anyone']),
  risk: z.enum(risks).optional(),
  /** The police are told at once; no one weighs that first. */
  illegal: z.boolean(),
  alert: z.array(role).min(1),
  /** The agencies to think of first; which of them are told is the school's decision. */
  agencies: z.array(z.enum(agencies)).optional(),
  /** Read for ever, offered no more. */
  retired: z.literal(true).optional(),
  /** As what a kind of the school's own is counted: a kind of the policy, or one of the four risks (D4). */
  countedAs: z.strictObject({ code, label: text }).optional(),
  ...cited,
});

const UserAction = z.strictObject({
  code,
  label: text,
  level: z.enum(userActionLevels),
  statute: text.optional(),
  note: text.optional(),
  ...cited,
});

const Agreement = z.strictObject({
  code,
  label: text,
  signedBy: z.array(role).min(1),
  countersigned: z.boolean(),
  beforeAccess: z.boolean(),
  /** What follows for as long as it is not signed. */
  unsigned: z.enum(['accessRestricted', 'listed']),
  renewEveryMonths: figure.optional(),
  ...cited,
});

const checked = {
  /** `read`: seen in a public source; `known`: common knowledge, to be checked before it is printed; `proposal`: ours. */
  evidence: z.enum(['read', 'known', 'proposal']),
  sourceText: text,
  /** Guidance is reissued every year; after this month the figure needs another look. */
  checkAgain: month,
};

const Retention = z.strictObject({
  code,
  label: text,
  keep: z.union([
    z.literal('permanently'),
    z.strictObject({
      years: z.int().nonnegative(),
      after: z.enum(['dateOfBirth', 'record', 'endOfSchoolYear', 'expiry', 'withdrawal', 'endOfEmployment', 'outcome']),
      atLeastUntil: z.literal('normalPensionAge').optional(),
    }),
  ]),
  reviewBeforeDisposal: z.boolean(),
  legalHold: z.boolean(),
  ...checked,
  ...cited,
});

const TimeLimit = z.strictObject({
  code,
  label: text,
  value: positive,
  unit: z.enum(['hours', 'days', 'workingDays', 'schoolDays', 'months']),
  ...checked,
  ...cited,
});

const ReviewCycle = z.strictObject({
  code,
  label: text,
  every: z.strictObject({ count: positive, unit: z.enum(['week', 'month', 'term', 'year']) }),
  ...cited,
});

const contents = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  edition: month,
  title: text,
  approvals: z.array(z.strictObject({ month, words: text, ...cited })).min(1),
  review: z.strictObject({ everyMonths: positive, next: month, words: text, ...cited }),
  seriousIncidentAgencies: z.array(z.strictObject({ agency: z.enum(agencies), name: text, ...cited })).min(1),

  roles: z.array(z.strictObject({ role, name: text, responsibilities: z.array(text).min(1), ...cited })),
  incidentKinds: z.array(IncidentKind),
  /** Nobody hears first of a concern about themselves. */
  alertWhenAboutHeadteacher: permission,
  seriousness: z.array(
    z.strictObject({
      code,
      label: text,
      acknowledgeWithinHours: positive,
      /** Whether those hours run on days that are no working days; see `acknowledgementTime` for what holds if left out. */
      clock: z.enum(clocks).optional(),
      ...cited,
    }),
  ),
  sanctions: z.strictObject({
    actions: z.array(z.strictObject({ code, label: text, ...cited })),
    /** The actions the policy foresees for each kind; any other needs a reason. */
    matrix: z.array(z.strictObject({ kind: code, actions: z.array(code).min(1), ...cited })),
  }),
  userActions: z.array(UserAction),
  filtering: z.strictObject({
    mayRequest: permission,
    mayAgree: permission,
    mayImplement: permission,
    agreementBefore: z.strictObject({ value: z.literal(true), ...cited }),
    differentPeople: figure,
    longestOpeningDays: figure,
    confirmReblockWithinHours: figure,
  }),
  agreements: z.array(Agreement),
  reviewCycles: z.array(ReviewCycle),
  /** A count of children below this is not shown to governors. */
  smallestCountShown: figure,
  retention: z.array(Retention),
  timeLimits: z.array(TimeLimit),
});

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** An online-safety policy as data: what a school adopts, and what its decisions are then judged by. */
export const PolicyPack = contents.superRefine((pack, context) => {
  const complain = (message: string) => context.addIssue({ code: 'custom', message });
  const lists = {
    incidentKinds: pack.incidentKinds.map((kind) => kind.code),
    seriousness: pack.seriousness.map((step) => step.code),
    actions: pack.sanctions.actions.map((action) => action.code),
    matrix: pack.sanctions.matrix.map((row) => row.kind),
    userActions: pack.userActions.map((action) => action.code),
    agreements: pack.agreements.map((agreement) => agreement.code),
    reviewCycles: pack.reviewCycles.map((cycle) => cycle.code),
    retention: pack.retention.map((rule) => rule.code),
    timeLimits: pack.timeLimits.map((limit) => limit.code),
  };
  for (const [list, codes] of Object.entries(lists))
    for (const twice of repeated(codes)) complain(`${list} has ${twice} twice`);
  for (const row of pack.sanctions.matrix) {
    if (!lists.incidentKinds.includes(row.kind)) complain(`the matrix names an unknown kind: ${row.kind}`);
    for (const action of row.actions)
      if (!lists.actions.includes(action)) complain(`the matrix names an unknown action: ${action}`);
  }
});

export type PolicyPack = z.infer<typeof PolicyPack>;
export type IncidentKind = z.infer<typeof IncidentKind>;
