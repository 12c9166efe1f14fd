import type pg from 'pg';
import { UnreadableEvent } from '../schemas/event-codec.js';
import { rowKey } from './fold-batch.js';
import type { Delivered } from './parked-streams.js';
import type { Projection } from './projection.js';

/** A record of the log that a read model shows nowhere. */
export interface LostRecord {
  readonly school: string;
  /** The name of its stream. */
  readonly record: string;
}

interface Owner extends LostRecord {
  readonly id: string;
}

const asked = 2_000;

/**
 * The records of the log, counted for each read model beside its folds: a rebuild by the same folds makes the same
 * mistake, and a record whose row another one has overwritten is missing in both. Each record that has an event which
 * the read model does not ignore has a row of its own there.
 */
export class RecordCount {
  private readonly owners = new Map<string, Map<string, Owner>>();
  private readonly overwritten = new Map<string, Map<string, LostRecord>>();

  take(projections: readonly Projection[], events: readonly Delivered[]): void {
    for (const event of events) {
      if (event instanceof UnreadableEvent) continue;
      for (const projection of projections) {
        const fold = projection.folds[event.category]?.[event.type];
        if (fold === undefined || fold === 'ignored') continue;
        for (const id of projection.keys(event))
          this.note(projection.name, { school: event.school, record: event.stream, id });
      }
    }
  }

  private note(readModel: string, owner: Owner): void {
    const owners = entryOf(this.owners, readModel);
    const key = rowKey(owner.school, owner.id);
    const before = owners.get(key);
    if (before === undefined) owners.set(key, owner);
    else if (before.record !== owner.record) entryOf(this.overwritten, readModel).set(owner.record, before);
  }

  /**
   * The records without a row of their own in the read model's table of that name; a stream that could not be followed
   * is left out, it is told by itself.
   */
  async lost(
    connection: pg.ClientBase,
    { name }: Projection,
    table: string,
    parked: ReadonlySet<string>,
  ): Promise<LostRecord[]> {
    const lost = [...(this.overwritten.get(name)?.values() ?? [])];
    const owners = [...(this.owners.get(name)?.values() ?? [])];
    for (let start = 0; start < owners.length; start += asked) {
      const some = owners.slice(start, start + asked);
      const { rows } = await connection.query<{ nth: number }>(
        `select (nth - 1)::int as nth from unnest($1::text[], $2::text[]) with ordinality as counted (school, id, nth)
         where not exists (select from ${table} t where t.school = counted.school and t.id = counted.id)`,
        [some.map(({ school }) => school), some.map(({ id }) => id)],
      );
      for (const { nth } of rows) lost.push(some[nth] as Owner);
    }
    return lost.filter(({ record }) => !parked.has(record));
  }
}

function entryOf<V>(maps: Map<string, Map<string, V>>, name: string): Map<string, V> {
  const found = maps.get(name) ?? new Map<string, V>();
  maps.set(name, found);
  return found;
}
