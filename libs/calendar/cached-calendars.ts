import { Inject, Injectable } from '@nestjs/common';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { CachedRecord } from '#libs/eventing/commands/cached-record.js';
import { calendar } from './calendar.decider.js';
import { calendarEvents } from './calendar.events.js';
import type { SchoolCalendar } from './school-calendar.js';

/** When a school is open, from its own stream; a school that has set nothing has a calendar without years. */
@Injectable()
export class CachedCalendars {
  private readonly record: CachedRecord<SchoolCalendar>;

  constructor(@Inject(EventStore) store: EventStore, @Inject(EventCodec) codec: EventCodec) {
    this.record = new CachedRecord(store, codec, calendarEvents, calendar);
  }

  async of(school: string): Promise<SchoolCalendar> {
    return (await this.record.of(school)).state;
  }
}
