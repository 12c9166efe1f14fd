import type { RecordCommand } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import {
  NoteBlockedAgainByFilter,
  NoteBlockedByFilter,
  NoteBlockLiftedByFilter,
  NoteLetThroughByFilter,
} from '#libs/filtering/filtering.commands.js';
import { changeOfOrder } from '#libs/filtering/filter-order-id.js';
import { filterOrderEvents, type FilterStep } from '#libs/filtering/filter-orders.events.js';
import { reaction } from '../deadlines/reaction.js';

const notes: Readonly<Record<FilterStep, new () => RecordCommand>> = {
  letThrough: NoteLetThroughByFilter,
  blockAgain: NoteBlockedAgainByFilter,
  block: NoteBlockedByFilter,
  lift: NoteBlockLiftedByFilter,
};

/** SL6: the change itself says that it is done, once the filter has confirmed it. */
export const noteWhatTheFilterConfirmed = reaction(
  'note-what-the-filter-confirmed',
  filterOrderEvents,
  {
    FilterOrderPlaced: 'ignored',
    FilterOrderSent: 'ignored',
    FilterOrderFailed: 'ignored',
    FilterOrderConfirmed: ({ step }, { id, by }) => ({ at: new Date(by.at), record: `${id}/${step}` }),
    FilterOrderDropped: 'ignored',
  },
  (deadline) => {
    const [id, step] = deadline.id.split('/') as [string, FilterStep];
    return commandOf(notes[step], { id: changeOfOrder(id) });
  },
);
