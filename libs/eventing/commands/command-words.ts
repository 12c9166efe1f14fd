import type { Sealable } from '../log/seal.js';
import type { RecordCommand } from './command.js';

/** What says who sends a command, for which record, and when it counts: none of what it asks for. */
const around = ['who', 'id', 'cause', 'commandId', 'expectedRevision'];

/**
 * What a command asks for, to be sealed beside its events: from the seal nobody can read a word of it, but Daybook can
 * tell whether the same is asked for again. No event has this revision, so the seal of neither stands for the other.
 */
export function wordsOf(command: RecordCommand, stream: string, name: string, commandId: string): Sealable {
  const fields = Object.entries(command).filter(([field]) => !around.includes(field));
  return {
    stream,
    revision: -1,
    eventId: commandId,
    type: name,
    // As they were sent: a date is a text.
    data: JSON.parse(JSON.stringify(Object.fromEntries(fields))) as unknown,
    metadata: { actor: command.who.actor },
  };
}
