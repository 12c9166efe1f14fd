import type { UnreadableEvent } from '../schemas/event-codec.js';
import { Rejection } from './rejection.js';

/** The refusal of what would rest on a record that has been set aside. */
export const recordSetAside = ({ event: { stream, revision } }: UnreadableEvent): Rejection =>
  new Rejection(
    'RECORD_SET_ASIDE',
    `Nothing was recorded: ${stream.slice(0, stream.indexOf('-'))} ${stream.slice(stream.indexOf('-') + 1)} has been set aside, because Daybook cannot rely on its event ${revision}. Tell your system administrator, who finds the reason under parkedStreams.`,
  );

export const isSetAside = (error: unknown): boolean => error instanceof Rejection && error.code === 'RECORD_SET_ASIDE';
