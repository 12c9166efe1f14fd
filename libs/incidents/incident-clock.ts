import { addWorkingDays, addWorkingTime, endOfWorkingDay } from '#libs/calendar/school-calendar.js';
import { dayOf } from '#libs/calendar/london-time.js';
import type { Context } from '#libs/eventing/commands/decider.js';
import { acknowledgementTime } from '#libs/policies/acknowledgement-time.js';
import type { IncidentKind, PolicyPack } from '#libs/policies/policy-pack.js';

/** The degree of a policy that is so many degrees less than its gravest, which is the one that waits the shortest. */
function degreeBelowGravest({ seriousness }: PolicyPack, less: number): string {
  const degrees = [...seriousness].sort((a, b) => a.acknowledgeWithinHours - b.acknowledgeWithinHours);
  const degree = degrees[Math.min(less, degrees.length - 1)];
  if (!degree) throw new Error('the adopted policy has no degree of seriousness');
  return degree.code;
}

type Told = Pick<IncidentKind, 'code' | 'about' | 'illegal'> & Partial<Pick<IncidentKind, 'agencies'>>;

/**
 * How serious an incident is taken to be until somebody has weighed it, on the side of caution: gravest where it is
 * illegal or somebody may be in danger; one degree less where it is about staff, an agency comes to mind, the policy
 * foresees the police, or nobody has sorted it yet; two degrees less otherwise.
 */
export function presumedSeriousness(kind: Told, danger: boolean, policy: PolicyPack): string {
  const foreseen = policy.sanctions.matrix.find((row) => row.kind === kind.code)?.actions ?? [];
  const sorted = policy.incidentKinds.some(({ code }) => code === kind.code);
  const weighty =
    !sorted || kind.about === 'staff' || (kind.agencies?.length ?? 0) > 0 || foreseen.includes('referToPolice');
  const less = kind.illegal || danger ? 0 : weighty ? 1 : 2;
  return degreeBelowGravest(policy, less);
}

/** D7: by when it is to be acknowledged, counted from a moment; without a degree of this policy it waits as the gravest does. */
export function acknowledgeBy(seriousness: string | undefined, from: string, policy: PolicyPack): string {
  const known = policy.seriousness.some(({ code }) => code === seriousness);
  const { hours, clock } = acknowledgementTime(
    policy,
    known && seriousness !== undefined ? seriousness : degreeBelowGravest(policy, 0),
  );
  const start = new Date(from);
  const by = clock === 'realTime' ? new Date(start.getTime() + hours * 3_600_000) : addWorkingTime(start, hours);
  return by.toISOString();
}

/** D9: the owner is reminded at the end of the working day before; where that is past, half-way to the due moment. */
export function remindAt(due: string, { now }: Context): string {
  const dayBefore = endOfWorkingDay(addWorkingDays(dayOf(due), -1));
  const halfWay = new Date((Date.parse(now) + Date.parse(due)) / 2);
  return (dayBefore.toISOString() > now ? dayBefore : halfWay).toISOString();
}
