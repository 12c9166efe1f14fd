import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import type { Role } from '#libs/people/roles.js';
import type { policyCommands } from './policies.commands.js';
import type { PolicyEvent } from './policy.events.js';
import { inOrder, isLooser, kindOf, type OwnKind, type OwnPolicy } from './own-policy.js';
import type { PolicyPack } from './policy-pack.js';
import { contentHash, packFor } from './policy-packs.js';

type Commands = DataOfEach<typeof policyCommands>;

interface Approval {
  readonly pack: string;
  readonly edition: string;
  readonly contentHash: string;
  readonly approvedOn: string;
  readonly minuteReference: string;
  readonly nextReviewOn: string;
}

interface Waiting {
  /** What somebody has recorded as approved, and nobody has confirmed yet. */
  readonly approval?: (Approval & { readonly recordedBy: string }) | undefined;
}

export interface Adopted extends Waiting {
  readonly status: 'adopted';
  readonly pack: string;
  readonly edition: string;
  readonly contentHash: string;
  /** What the school has added; it stays when another edition is adopted. */
  readonly own: OwnPolicy;
  /** That two people may do for a change of the filter, as somebody has recorded and nobody has confirmed yet. */
  readonly twoPeople?: { readonly minuteReference: string; readonly reason: string; readonly recordedBy: string };
}
export type AdoptedPolicy = (Waiting & { readonly status: 'none' }) | Adopted;

/** The online safety policy of a school: what the governing body approved is in force until it approves another (SL1, SW3). */
export const adoptedPolicy = decider<AdoptedPolicy, PolicyEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    PolicyApprovalRecorded: (past, approval, { actor }) => ({ ...past, approval: { ...approval, recordedBy: actor } }),
    PolicyAdopted: (past, { pack, edition, contentHash }) => ({
      status: 'adopted',
      pack,
      edition,
      contentHash,
      own: past.status === 'none' ? { kinds: [], hours: {} } : past.own,
    }),
    IncidentKindAdded: (past, { code, label, countedAs }) => withKind(past, { code, label, countedAs, retired: false }),
    IncidentKindChanged: (past, { code, label, countedAs }) =>
      withKind(past, { code, label, countedAs, retired: false }),
    IncidentKindRetired: (past, { code }) => {
      const kind = past.status === 'none' ? undefined : past.own.kinds.find((known) => known.code === code);
      return kind ? withKind(past, { ...kind, retired: true }) : past;
    },
    TwoPeopleProposed: (past, { minuteReference, reason }, { actor }) =>
      past.status === 'none' ? past : { ...past, twoPeople: { minuteReference, reason, recordedBy: actor } },
    TwoPeopleAllowed: (past) => withPeople(past, true),
    ThreePeopleRequired: (past) => withPeople(past, false),
    AcknowledgementHoursSet: (past, { seriousness, hours }) =>
      past.status === 'none'
        ? past
        : { ...past, own: { ...past.own, hours: { ...past.own.hours, [seriousness]: hours } } },
  },

  decide: {
    AdoptPolicy: ({ pack: id, edition, approvedOn, minuteReference, nextReviewOn }, policy, context) => {
      mustBeAdopter(context);
      const pack = mustBeKnown(id, edition);
      mustBeOwn(id, context);
      if (policy.status === 'adopted' && policy.pack === id && policy.edition === edition)
        reject('POLICY_ALREADY_ADOPTED', 'This edition is already in force.', 'SL1');
      mustNameMinute(minuteReference, 'SL1');
      if (approvedOn > context.now.slice(0, approvedOn.length))
        reject('OCCURRED_IN_THE_FUTURE', 'The approval lies in the future.', 'SL1');
      if (nextReviewOn <= approvedOn)
        reject('END_DATE_NOT_LATER', 'The next review comes after the approval.', pack.review.clause);
      const approved = { pack: id, edition, contentHash: contentHash(pack) };
      return [{ type: 'PolicyApprovalRecorded', data: { ...approved, approvedOn, minuteReference, nextReviewOn } }];
    },

    ConfirmPolicyAdoption: ({ pack: id, edition }, policy, context) => {
      const { approval } = policy;
      if (!confirmers.includes(context.role))
        reject('NOT_YOUR_ROLE', 'The chair of governors or the head confirms that a policy was approved.', 'SL1');
      if (approval === undefined && policy.status === 'adopted' && policy.pack === id && policy.edition === edition)
        reject('POLICY_ALREADY_ADOPTED', 'This edition is already in force.', 'SL1');
      if (approval?.pack !== id || approval.edition !== edition)
        reject('WRONG_STATE', 'No approval of this edition waits to be confirmed. Record it first.', 'SL1');
      mustBeOwn(id, context);
      const { recordedBy, ...data } = approval;
      if (recordedBy === context.actor)
        reject('SAME_PERSON_TWICE', 'Somebody other than who recorded the approval has to confirm it.', 'SL1');
      if (data.contentHash !== contentHash(mustBeKnown(id, edition)))
        reject('WRONG_STATE', 'The words of this edition are not those that were recorded. Record it again.', 'SL1');
      return [{ type: 'PolicyAdopted', data }];
    },

    AddIncidentKind: ({ code, label, countedAs, reason }, past) => {
      const { own, ...policy } = mustBeAdopted(past);
      if (own.kinds.some((known) => known.code === code))
        reject('ALREADY_EXISTS', 'The school has a kind of this code already, or had one.', 'D4');
      mustStandForSomething(countedAs, mustBeKnown(policy.pack, policy.edition));
      return [{ type: 'IncidentKindAdded', data: { code, label, countedAs, reason } }];
    },

    ChangeIncidentKind: ({ code, label, countedAs, reason }, past) => {
      const { own, ...policy } = mustBeAdopted(past);
      mustBeOffered(code, own);
      mustStandForSomething(countedAs, mustBeKnown(policy.pack, policy.edition));
      return [{ type: 'IncidentKindChanged', data: { code, label, countedAs, reason } }];
    },

    RetireIncidentKind: ({ code, reason }, past) => {
      mustBeOffered(code, mustBeAdopted(past).own);
      return [{ type: 'IncidentKindRetired', data: { code, reason } }];
    },

    AllowTwoPeople: ({ minuteReference, reason }, past) => {
      if (mustBeAdopted(past).own.twoPeople === true)
        reject('WRONG_STATE', 'Two people are already allowed to do it.', 'SL6');
      mustNameMinute(minuteReference, 'SL6');
      return [{ type: 'TwoPeopleProposed', data: { minuteReference, reason } }];
    },

    ConfirmTwoPeople: ({ minuteReference }, past, { actor }) => {
      const { twoPeople } = mustBeAdopted(past);
      if (twoPeople?.minuteReference.trim() !== minuteReference.trim())
        reject('WRONG_STATE', 'No such decision waits to be confirmed. Record it first, with its minute.', 'SL6');
      const { recordedBy, ...decision } = twoPeople;
      if (recordedBy === actor)
        reject('SAME_PERSON_TWICE', 'Somebody other than who recorded the decision has to confirm it.', 'SL6');
      return [{ type: 'TwoPeopleAllowed', data: decision }];
    },

    RequireThreePeople: ({ reason }, past) => {
      if (mustBeAdopted(past).own.twoPeople !== true) reject('WRONG_STATE', 'It already takes three people.', 'SL6');
      return [{ type: 'ThreePeopleRequired', data: { reason } }];
    },

    SetAcknowledgementHours: ({ seriousness, hours, reason }, past) => {
      const { own, pack, edition } = mustBeAdopted(past);
      mustBeStrictEnough({ seriousness, hours }, mustBeKnown(pack, edition), own);
      return [{ type: 'AcknowledgementHoursSet', data: { seriousness, hours, reason } }];
    },
  },
});

/** The governing body approves; these may record that it did. */
const adopters: readonly Role[] = ['headteacher', 'governor', 'chairOfGovernors', 'systemAdministrator'];
const confirmers: readonly Role[] = ['headteacher', 'chairOfGovernors'];

function mustBeAdopter({ role }: Context): void {
  if (!adopters.includes(role))
    reject('NOT_YOUR_ROLE', 'The governing body approves the policy; the head or a governor records it.', 'SL1');
}

/** What cannot be seen names no minute. */
function mustNameMinute(reference: string, clause: string): void {
  if (!/[\p{L}\p{N}]/u.test(reference))
    reject('MINUTE_REFERENCE_MISSING', 'Say where the minutes record the approval.', clause);
}

/** Governors approve the words of their own policy, and those name another school’s people and places. */
function mustBeOwn(pack: string, { ownPacks = [] }: Context): void {
  if (!ownPacks.includes(pack))
    reject(
      'POLICY_OF_ANOTHER_SCHOOL',
      'This policy was not written for your school. Whoever runs this Daybook says which one was (POLICY_PACKS).',
      'SL1',
    );
}

function mustBeAdopted(past: AdoptedPolicy): Adopted {
  return past.status === 'none'
    ? reject('NO_POLICY_ADOPTED', 'The school has not adopted an online safety policy yet.', 'SL1')
    : past;
}

function withKind(past: AdoptedPolicy, kind: OwnKind): AdoptedPolicy {
  if (past.status === 'none') return past;
  const others = past.own.kinds.filter(({ code }) => code !== kind.code);
  return { ...past, own: { ...past.own, kinds: [...others, kind] } };
}

/** What was waiting is decided by it. */
function withPeople(past: AdoptedPolicy, twoPeople: boolean): AdoptedPolicy {
  if (past.status === 'none') return past;
  const { status, pack, edition, contentHash, own, approval } = past;
  return { status, pack, edition, contentHash, own: { ...own, twoPeople }, approval };
}

function mustBeOffered(code: string, { kinds }: OwnPolicy): void {
  const kind = kinds.find((known) => known.code === code);
  if (!kind) reject('UNKNOWN_INCIDENT_KIND', 'The school has no kind of its own of this code.', 'D4');
  if (kind.retired) reject('WRONG_STATE', 'This kind has been retired; a new one needs a code of its own.', 'D4');
}

/** So that governors, and a trust, count what every school counts. */
function mustStandForSomething(countedAs: string, pack: PolicyPack): void {
  if (countedAs === lowLevelConcern)
    reject('KEPT_APART', 'A low-level concern about staff is raised separately, with raiseStaffConcern.', 'D16');
  if (!kindOf({ code: '', label: '', countedAs, retired: false }, pack))
    reject('UNKNOWN_INCIDENT_KIND', 'Map it onto a kind of the adopted policy, or onto one of the four risks.', 'D4');
}

const lowLevelConcern = 'lowLevelStaffConcern';

/** D7: what the policy states is a limit; where it states nothing, the school decides, and graver never waits longer. */
export function mustBeStrictEnough(
  { seriousness, hours }: { readonly seriousness: string; readonly hours: number },
  pack: PolicyPack,
  { hours: before }: Pick<OwnPolicy, 'hours'>,
): void {
  const degree = pack.seriousness.find(({ code }) => code === seriousness);
  if (!degree) reject('UNKNOWN_SERIOUSNESS', 'The adopted policy has no level of seriousness with this code.', 'SW9');
  if (isLooser(degree, hours))
    reject(
      'LOOSER_THAN_POLICY',
      'The adopted policy states fewer hours; the school may only be stricter.',
      degree.clause,
    );
  const after = { ...before, [seriousness]: hours };
  if (
    !inOrder(
      pack.seriousness.map((known) => ({
        ...known,
        acknowledgeWithinHours: after[known.code] ?? known.acknowledgeWithinHours,
      })),
    )
  )
    reject('GRAVER_WAITS_LONGER', 'A graver incident is acknowledged sooner than a lesser one.', 'D7');
}

function mustBeKnown(id: string, edition: string): PolicyPack {
  return packFor(id, edition) ?? reject('UNKNOWN_POLICY', `There is no policy ${id} of edition ${edition}.`, 'SL1');
}
