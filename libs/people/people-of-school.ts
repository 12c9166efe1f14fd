import { Inject, Injectable } from '@nestjs/common';
import { fold } from '#libs/eventing/commands/decider.js';
import { recordSetAside } from '#libs/eventing/commands/set-aside.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { readRecord } from '#libs/eventing/log/record-stream.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import type { NamedPerson } from './named-people.js';
import { personEvents } from './people.events.js';
import { person, type Person } from './person.decider.js';

/** Whom a school has on its list, from their own streams: a read model may not have come to who was just recorded. */
@Injectable()
export class PeopleOfSchool {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EventCodec) private readonly codec: EventCodec,
  ) {}

  /** Those of the ids whom the school knows; of another school's people it answers as of nobody. */
  async known(school: string, ids: readonly string[]): Promise<ReadonlyMap<string, NamedPerson>> {
    const found = await Promise.all(ids.map(async (id) => [id, await this.oneOf(school, id)] as const));
    return new Map(found.flatMap(([id, known]) => (known ? [[id, known] as const] : [])));
  }

  private async oneOf(school: string, id: string): Promise<NamedPerson | undefined> {
    const { events: stored } = await readRecord(this.store, personEvents, id, school);
    const { events, setAside } = await this.codec.decodeRecord(stored);
    if (setAside) throw recordSetAside(setAside);
    const state: Person = fold<Person, never>(person, events);
    return state.status === 'known' ? state : undefined;
  }
}
