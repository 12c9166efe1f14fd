import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import type { governorReleaseCommands, preparedReleases, ReleaseSources } from './governor-release.commands.js';
import type { GovernorReleaseEvent } from './governor-release.events.js';
import { firstRelease, released, releaseFrom, type ReleaseFigures, type Releases } from './release-figures.js';
import { endOf, nextTermEnding, periodOf } from './release-period.js';

export interface GovernorReleases extends Releases {
  readonly planned?: Extract<GovernorReleaseEvent, { type: 'GovernorReleasePlanned' }>['data'] | undefined;
}

/**
 * What governors are shown of incidents is a release: made at the end of a term or by the DSL or the head, and never
 * changed. Each is looked at together with all before it (D24).
 */
export const governorReleases = decider<
  GovernorReleases,
  GovernorReleaseEvent,
  DataOfEach<typeof governorReleaseCommands & typeof preparedReleases>
>({
  initial: firstRelease,

  evolve: {
    GovernorFiguresReleased: ({ planned, ...before }, release, { at }) => ({
      ...released(before, release, at),
      // Planned anew right after it, where there is another term.
      planned: release.occasion === 'endOfTerm' ? undefined : planned,
    }),
    GovernorReleasePlanned: (before, planned) => ({ ...before, planned }),
  },

  decide: {
    ReleaseGovernorFigures: ({ sources }, before, context) => {
      const period = periodOf(dayOf(context.now), context.calendar);
      const figures = figuresOf(before, sources, period, context);
      // A release of nothing beside one that hides its number would say that nothing came after it.
      if (figures.exactTotal === 0 && before.lastAt !== undefined)
        reject(
          'NOTHING_TO_RELEASE',
          'No incident has been sorted since the last release: there is nothing to release.',
          'D24',
        );
      return [releaseEvent(figures, period, 'byAct', context)];
    },

    PlanGovernorRelease: (_, { planned }, context) => {
      mustBeDaybook(context);
      // What is due is released first; then comes the next.
      if (planned && planned.dueAt <= context.now) return [];
      return planning(context.now, context, planned);
    },

    // A timer may fire early, late or twice: the record decides whether the term is over.
    ReleaseFiguresOfTerm: ({ sources }, before, context) => {
      mustBeDaybook(context);
      const { planned } = before;
      if (!planned || planned.dueAt > context.now) return [];
      const { period } = planned;
      const figures = sources && figuresOf(before, sources, period, context);
      const release = figures ? [releaseEvent(figures, period, 'endOfTerm', context)] : [];
      return [...release, ...planning(context.now, context)];
    },
  },
});

type Planned = GovernorReleases['planned'];

function planning(now: string, { calendar }: Context, planned?: Planned): GovernorReleaseEvent[] {
  const period = nextTermEnding(now, calendar);
  if (!period) return [];
  const dueAt = endOf(period).toISOString();
  if (planned?.dueAt === dueAt && planned.period.name === period.name) return [];
  return [{ type: 'GovernorReleasePlanned', data: { period, dueAt } }];
}

type Release = Extract<GovernorReleaseEvent, { type: 'GovernorFiguresReleased' }>['data'];

const figuresOf = (
  before: GovernorReleases,
  sources: ReleaseSources,
  period: Release['period'],
  { policy }: Context,
): ReleaseFigures => releaseFrom(before, sources, { period, smallest: policy.smallestCountShown.value });

function releaseEvent(
  { since, upTo, shown }: ReleaseFigures,
  period: Release['period'],
  occasion: Release['occasion'],
  { policy }: Context,
): GovernorReleaseEvent {
  const smallest = policy.smallestCountShown.value;
  const lists = Object.fromEntries(
    Object.entries(shown.lists).map(([table, cells]) => [
      table,
      cells.map(({ code, label, count }) => ({ code, label, ...(count !== null && { count }) })),
    ]),
  ) as Release['lists'];
  const data = { period, occasion, since, upTo, smallest, ...(shown.total !== null && { total: shown.total }), lists };
  return { type: 'GovernorFiguresReleased', data };
}

function mustBeDaybook({ role }: Context): void {
  if (role !== 'system') reject('NOT_YOUR_ROLE', 'Daybook plans releases itself, by the terms of the school.', 'D24');
}
