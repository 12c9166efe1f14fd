import { dayOf } from '#libs/calendar/london-time.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import type { governorReleaseCommands, preparedReleases, ReleaseSources } from './governor-release.commands.js';
import type { GovernorReleaseEvent } from './governor-release.events.js';
import { firstRelease, released, releaseFrom, type Releases } from './release-figures.js';
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
      // A release of nothing beside one that hides its number would say that nothing came after it.
      const { exactTotal } = releaseFrom(before, sources, {
        period,
        smallest: context.policy.smallestCountShown.value,
      });
      if (exactTotal === 0 && before.lastAt !== undefined)
        reject(
          'NOTHING_TO_RELEASE',
          'No incident has been sorted since the last release: there is nothing to release.',
          'D24',
        );
      return [releaseEvent(before, sources, { period, occasion: 'byAct', context })];
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
      const release = sources ? [releaseEvent(before, sources, { period, occasion: 'endOfTerm', context })] : [];
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

function releaseEvent(
  before: GovernorReleases,
  sources: ReleaseSources,
  { period, occasion, context }: Pick<Release, 'period' | 'occasion'> & { readonly context: Context },
): GovernorReleaseEvent {
  const smallest = context.policy.smallestCountShown.value;
  const { since, upTo, shown } = releaseFrom(before, sources, { period, smallest });
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
