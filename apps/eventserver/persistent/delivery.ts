import type { ResolvedEvent } from '../read-frames.js';
import type { LoggedEvent } from '../store/event-log.js';

/** An event on its way to be acknowledged. */
export interface Message {
  /** The id it is acknowledged by: that of the link, where there is one. */
  readonly id: string;
  readonly resolved: ResolvedEvent;
  /** What stands in the stream that is subscribed to. */
  readonly original: LoggedEvent;
  /** Its revision or position there; a message that is replayed has none and holds up no checkpoint. */
  readonly sequence: number | undefined;
  retries: number;
  consumer: Consumer | undefined;
  dueAt: number;
}

/** A client that is connected to a group. */
export interface Consumer {
  readonly id: string;
  readonly bufferSize: number;
  inFlight: number;
  readonly send: (message: Message) => void;
  /** Ends the call because the group is gone. */
  readonly drop: () => void;
}
