import { dayOf } from '#libs/calendar/london-time.js';
import type { RecordCommand } from '#libs/eventing/commands/command.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { UnreadableEvent } from '#libs/eventing/schemas/event-codec.js';
import { deadlineCommandId } from '../deadlines/deadline-sender.js';
import type { Deadlines } from '../deadlines/deadlines.js';
import type { ReactionCheckpoint } from '../reaction-checkpoint.js';
import type { FollowUp } from './follow-ups.js';
import { commandsOf } from './follow-up-sender.js';
import type { FollowRule } from './follows.js';

type Sent = RecordCommand & Readonly<Record<string, unknown>>;

/**
 * Earlier releases kept what follows from an event as a deadline in the past. The id of its command was made of what
 * stood in that deadline's id, so what they have sent is known by it.
 */
const formerIds: Readonly<Record<string, (event: RecordedEvent, command: Sent) => string>> = {
  'find-overlaps-of-opening': ({ id }) => id,
  'find-overlaps-of-block': ({ id }) => id,
  'order-opening-when-agreed': ({ id }, { step }) => `${id}/${textOf(step, 'takeBack')}`,
  'order-block-when-agreed': ({ id }, { step }) => `${id}/${textOf(step, 'takeBack')}`,
  'mend-filter': ({ id }) => id,
  'mend-filter-difference': ({ id }, command) => `${command.id ?? ''}/${id}`,
  'note-what-the-filter-confirmed': ({ id, data }) => `${id}/${textOf((data as { step?: unknown }).step)}`,
  'note-duplicate-when-merged': ({ id }, command) => `${command.id ?? ''}/${id}`,
  'note-promotion-when-allegation-is-raised': ({ id }, command) => `${command.id ?? ''}/${id}`,
  'note-alert-when-incident-is-raised': ({ id }, command) => `${command.id ?? ''}/${id}`,
  'require-lado-contact-after-allegation': ({ id }) => id,
  'confirm-police-referral': (_, command) => command.id ?? '',
  'note-check-done': ({ id }, command) => `${command.id ?? ''}/${id}/${textOf(command['on'])}`,
  'open-review-when-illegal-content-gets-through': ({ id }) => id,
  'open-next-annual-review': ({ id }, { dueOn }) => `${id}/${textOf(dueOn)}`,
  'open-breach-when-personal-data-are-touched': ({ id }) => id,
  'note-assessment-of-software': ({ id }, command) => `${command.id ?? ''}/${id}/${textOf(command['reviewBy'])}`,
  'plan-log-inspection': ({ school }) => school,
  'note-log-inspected': ({ id, school, by }, { on }) => `${school}/${id}/${textOf(on, dayOf(by.at))}`,
};

const textOf = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);

/** The breach's clock ran from when the school knew; everything else was due when its event was recorded. */
const formerMoment = ({ type, data, by }: RecordedEvent): Date =>
  new Date(type === 'PersonalDataTouched' ? (data as { awareAt: string }).awareAt : by.at);

/**
 * What an earlier release has left of its own. Of what it had read, only what it had not sent yet still follows; where it
 * had met events that it could not read, all of it follows once more, under the ids under which it may have been sent.
 */
export async function formerFollowUps(
  rules: readonly FollowRule[],
  checkpoint: ReactionCheckpoint,
  deadlines: Deadlines,
): Promise<{
  wanted: (followUps: readonly FollowUp[], events: readonly (RecordedEvent | UnreadableEvent)[]) => FollowUp[];
}> {
  const former = rules.filter(({ name }) => Object.hasOwn(formerIds, name));
  const [upTo, readFor] = [await checkpoint.formerPosition(), await checkpoint.readForBefore()];
  const left = new Set(
    (await deadlines.unsaid(former.map(({ name }) => name))).map(({ reaction, id, dueAt }) =>
      deadlineCommandId(reaction, id, dueAt),
    ),
  );
  const commandIdOf = ({ rule, position }: FollowUp, event: RecordedEvent): string | undefined => {
    const followed = former.find(({ name }) => name === rule);
    if (!followed || position > upTo) return undefined;
    const [command] = commandsOf(followed, event) as Sent[];
    return command && deadlineCommandId(rule, formerIds[rule]?.(event, command) ?? '', formerMoment(event));
  };
  return {
    wanted: (followUps, events) => {
      const byId = new Map(events.flatMap((event) => ('eventId' in event ? [[event.eventId, event] as const] : [])));
      return followUps.flatMap((followUp) => {
        const event = byId.get(followUp.eventId);
        const commandId = event && commandIdOf(followUp, event);
        if (commandId === undefined) return [followUp];
        return readFor.has(followUp.rule) && !left.has(commandId) ? [] : [{ ...followUp, commandId }];
      });
    },
  };
}
