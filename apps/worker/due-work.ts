import type { Interruptions } from '#libs/observability/interruptions.js';
import type { DeadlineSender } from './deadlines/deadline-sender.js';
import type { Deadline, Deadlines } from './deadlines/deadlines.js';
import type { DeadlineRule } from './deadlines/due-when.js';
import { DueWork } from './deadlines/due-work.js';
import type { FollowUpSender } from './follow-ups/follow-up-sender.js';
import type { FollowUp, FollowUps } from './follow-ups/follow-ups.js';
import { nightlyDeadline, type NightlyCheck } from './projection-checks/nightly-check.js';
import { UnreadableEvent } from '#libs/eventing/schemas/event-codec.js';
import { deadlineRules, followRules } from './reactions.js';

/** Commands sent at once. Each of them mostly waits for the event store, and many may fall due at the same minute. */
const commandsAtOnce = 16;
/** So few that a mail server is not overrun. */
const emailsAtOnce = 4;

interface Around {
  readonly deadlines: Deadlines;
  readonly followUps: FollowUps;
  readonly firing: DeadlineSender;
  readonly sender: FollowUpSender;
  readonly nightlyCheck: NightlyCheck | undefined;
  readonly interruptions: Interruptions;
}

type Deadlined = Pick<DueWork<Deadline>, 'look' | 'stop'>;

/** All that falls due, apart from each other: a mail server that is slow holds up no command. */
export function dueWork({ deadlines, followUps, firing, sender, nightlyCheck, interruptions }: Around) {
  const ofRules = (atOnce: number, rules: readonly string[], work: (deadline: Deadline) => Promise<void>): Deadlined =>
    new DueWork<Deadline>(
      {
        name: 'a deadline',
        atOnce,
        due: (atMost) => deadlines.due(rules, new Date(), atMost),
        keyOf: ({ reaction, school, id, key, dueAt }) => `${reaction}/${school}/${id}/${key}/${dueAt.toISOString()}`,
        work,
        rest: (deadline) => deadlines.rest(deadline, new Date()),
      },
      interruptions,
    );
  const fire = (deadline: Deadline): Promise<void> => firing.fire(deadline);
  const named = (isEmail: boolean): string[] =>
    deadlineRules.filter(({ command }: DeadlineRule) => (command === 'email') === isEmail).map(({ name }) => name);

  const sending: DueWork<FollowUp> = new DueWork<FollowUp>(
    {
      name: 'a follow-up',
      atOnce: commandsAtOnce,
      due: (atMost) =>
        followUps.due(
          followRules.map(({ name }) => name),
          new Date(),
          atMost,
        ),
      keyOf: ({ rule, eventId }) => `${rule}/${eventId}`,
      work: async (followUp) => {
        const unreadable = await sender.send(followUp).catch(onlyUnreadable);
        if (unreadable) await followUps.restUntilNextStart(followUp);
        else if (await followUps.done(followUp)) void sending.look();
      },
      rest: (followUp) => followUps.rest(followUp, new Date()),
    },
    interruptions,
  );
  return {
    commands: ofRules(commandsAtOnce, named(false), fire),
    emails: ofRules(emailsAtOnce, named(true), fire),
    followUps: sending,
    ...(nightlyCheck && {
      nightlyCheck: ofRules(1, [nightlyDeadline], async (deadline) => {
        if ((await nightlyCheck.run(deadline)) === 'notNow') await deadlines.rest(deadline, new Date());
      }),
    }),
  };
}

/** What cannot be read now may be read by a newer release; it was told when it was met. */
function onlyUnreadable(error: unknown): UnreadableEvent {
  if (error instanceof UnreadableEvent) return error;
  throw error;
}
