import type { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { EventStore } from '#libs/eventing/log/event-store.js';
import { KeptRecord } from '#libs/eventing/commands/kept-record.js';
import { SchoolCalendars } from '#libs/eventing/commands/school-calendars.js';
import { calendar } from './calendar.decider.js';
import { calendarEvents } from './calendar.events.js';
import type { SchoolCalendar } from './school-calendar.js';

/** The calendar a school has set, from its own stream. */
export class KeptCalendars extends SchoolCalendars {
  private readonly record: KeptRecord<SchoolCalendar>;

  constructor(store: EventStore, codec: EventCodec) {
    super();
    this.record = new KeptRecord(store, codec, calendarEvents, calendar);
  }

  async of(school: string): Promise<SchoolCalendar> {
    return (await this.record.of(school)).state;
  }
}
