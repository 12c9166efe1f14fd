import { acknowledgementTime } from './acknowledgement-time.js';
import { risks, type IncidentKind, type PolicyPack } from './policy-pack.js';

/** A kind of incident that a school has added in words of its own (D4). */
export interface OwnKind {
  readonly code: string;
  readonly label: string;
  readonly countedAs: string;
  readonly retired: boolean;
}

/** What a school has added to the policy that it adopted. */
export interface OwnPolicy {
  readonly kinds: readonly OwnKind[];
  /** By the degree of seriousness, within how many hours an incident is acknowledged (D7). */
  readonly hours: Readonly<Record<string, number>>;
  /** A small school has decided that whoever asked for a change of the filter, or agreed to it, may make it too. */
  readonly twoPeople?: boolean;
}

type Degree = PolicyPack['seriousness'][number];

/** The policy with what the school has added: every decision is judged by this. */
export function withOwn(pack: PolicyPack, { kinds, hours, twoPeople = false }: OwnPolicy): PolicyPack {
  const own = kinds.flatMap((kind) => kindOf(kind, pack) ?? []);
  const matrix = pack.sanctions.matrix;
  return {
    ...pack,
    filtering: { ...pack.filtering, differentPeople: peopleFor(pack, twoPeople) },
    incidentKinds: [...pack.incidentKinds, ...own],
    seriousness: degreesWith(pack, hours),
    sanctions: {
      ...pack.sanctions,
      matrix: [
        ...matrix,
        ...own.flatMap(({ code, countedAs }) =>
          matrix.filter(({ kind }) => kind === countedAs?.code).map((row) => ({ ...row, kind: code })),
        ),
      ],
    },
  };
}

/**
 * Asking, agreeing and making a change of the filter are three acts: filtering is "not the sole responsibility of any
 * single person" (SL6), and the lead agrees before technical staff act (SW7). They are three people, unless the school has
 * decided that two may do; a policy that asks for three itself is not loosened.
 */
function peopleFor({ filtering }: PolicyPack, twoPeople: boolean): PolicyPack['filtering']['differentPeople'] {
  const stated = filtering.differentPeople;
  return stated.value >= 3 ? stated : { ...stated, value: twoPeople ? 2 : 3 };
}

/**
 * A kind of the school's own stands for a kind of the policy: whom it alerts, which agencies come to mind, whether it is
 * illegal and which sanctions are foreseen are that kind's, so it can be no looser. One that stands for a risk alone
 * alerts as the policy does of incidents about pupils. Undefined where the policy in force does not know what it stands
 * for: then it is not offered until it is mapped anew.
 */
export function kindOf(
  { code, label, countedAs, retired }: OwnKind,
  { incidentKinds }: PolicyPack,
): IncidentKind | undefined {
  const model = incidentKinds.find((known) => known.code === countedAs && known.retired !== true);
  const risk = risks.find((known) => known === countedAs);
  const own = { code, label, ...(retired && { retired }), source: 'school', clause: 'D4' } as const;
  if (model) return { ...model, ...own, countedAs: { code: model.code, label: model.label } };
  const alert = incidentKinds.find(({ about }) => about === 'pupil')?.alert;
  if (!risk || !alert) return undefined;
  return { ...own, about: 'anyone', risk, illegal: false, alert, countedAs: { code: risk, label: labelOf(risk) } };
}

const labelOf = (risk: string): string => risk.charAt(0).toUpperCase() + risk.slice(1);

/** Hours that a policy states are a limit; those that Daybook proposes are the school's to decide (D7). */
export const isLooser = ({ source, acknowledgeWithinHours }: Degree, hours: number): boolean =>
  source !== 'default' && hours > acknowledgeWithinHours;

/** A graver degree never waits longer than a lesser one, least first. */
export const inOrder = (degrees: readonly Degree[]): boolean =>
  degrees.every(({ acknowledgeWithinHours }, index) => {
    const next = degrees[index + 1];
    return next === undefined || next.acknowledgeWithinHours < acknowledgeWithinHours;
  });

/** The degrees of the policy with the hours of the school, as far as they are as strict as the policy that came after them. */
export function degreesWith({ seriousness }: PolicyPack, hours: OwnPolicy['hours']): Degree[] {
  const degrees = seriousness.map((degree): Degree => {
    const own = hours[degree.code];
    if (own === undefined || isLooser(degree, own)) return degree;
    return { ...degree, acknowledgeWithinHours: own, source: 'school', clause: 'D7' };
  });
  return inOrder(degrees) ? degrees : [...seriousness];
}

/** How long each degree may wait, least first, and whose decision that is. */
export const acknowledgementTimes = (pack: PolicyPack) =>
  pack.seriousness.map(({ code, label, source }) => ({ code, label, source, ...acknowledgementTime(pack, code) }));
