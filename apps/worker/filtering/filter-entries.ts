import type pg from 'pg';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { changeOfOrder, type ChangeCategory } from '#libs/filtering/filter-order-id.js';
import type { FilterAdapterName, FilterOrderEvent, FilterStep } from '#libs/filtering/filter-orders.events.js';

type OrderEvent = FilterOrderEvent & Pick<RecordedEvent, 'id' | 'school'>;

/** A change that the school's filter has, is to get or is to lose; which site it is stands in the log only. */
export interface EnteredChange {
  readonly school: string;
  /** The id of the record of orders for it: an opening and a block may have one id, their orders have not. */
  readonly order: string;
  readonly change: string;
  readonly category: ChangeCategory;
  readonly step: FilterStep;
  readonly adapter: FilterAdapterName;
  readonly number: number;
  readonly confirmed: boolean;
}

/**
 * What the filters that Daybook changes are to have: a fact of the log, kept in a table, since a filter such as squid is
 * given all of it at once. Like the deadlines it follows from the log alone.
 */
export class FilterEntries {
  constructor(private readonly pool: pg.Pool) {}

  /** Makes the tables where they are missing. Safe to call from several processes at once. */
  async prepare(): Promise<void> {
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook filter entries'));
      create table if not exists filter_entry (
        change text primary key, school text not null, category text not null, step text not null,
        adapter text not null, number integer not null, confirmed boolean not null);
      do $$ begin
        if not exists (select from pg_attribute where attrelid = 'filter_entry'::regclass and attname = 'order_id') then
          alter table filter_entry add column order_id text;
          update filter_entry set order_id = change;
          alter table filter_entry drop constraint filter_entry_pkey, add primary key (order_id);
        end if;
        if not exists (select from pg_attribute join pg_index on attrelid = indrelid and attnum = any(indkey)
                       where indrelid = 'filter_entry'::regclass and indisprimary and attname = 'school') then
          -- An id is a school's own: another school may have another order of it.
          alter table filter_entry drop constraint filter_entry_pkey, add primary key (school, order_id);
        end if;
      end $$;
      create table if not exists filter_entry_checkpoint (
        only_row boolean primary key default true check (only_row), position bigint not null);
      insert into filter_entry_checkpoint (position) values (0) on conflict do nothing`);
  }

  async position(): Promise<bigint> {
    const { rows } = await this.pool.query<{ position: string }>('select position from filter_entry_checkpoint');
    return BigInt(rows[0]?.position ?? 0);
  }

  /** Applies events up to `position` in one transaction; what was applied before changes nothing. */
  async apply(events: readonly OrderEvent[], position: bigint): Promise<void> {
    const connection = await this.pool.connect();
    try {
      await connection.query('begin');
      const moved = await connection.query('update filter_entry_checkpoint set position = $1 where position < $1', [
        String(position),
      ]);
      if (moved.rowCount === 1) for (const event of events) await applyOne(connection, event);
      await connection.query('commit');
      connection.release();
    } catch (error) {
      connection.release(true);
      throw error;
    }
  }

  async of(school: string, adapter: FilterAdapterName): Promise<EnteredChange[]> {
    const { rows } = await this.pool.query<EnteredChange>(
      `select school, order_id as "order", change, category, step, adapter, number, confirmed
       from filter_entry where school = $1 and adapter = $2 order by order_id`,
      [school, adapter],
    );
    return rows;
  }

  /** The filters that have, or had, anything from Daybook. */
  async filters(): Promise<Pick<EnteredChange, 'school' | 'adapter'>[]> {
    const { rows } = await this.pool.query<Pick<EnteredChange, 'school' | 'adapter'>>(
      'select distinct school, adapter from filter_entry order by school, adapter',
    );
    return rows;
  }

  /** Notes an order before it is carried out: the log may not have been followed as far as that yet. */
  async note(entry: EnteredChange): Promise<void> {
    await put(this.pool, entry);
  }
}

type Connection = Pick<pg.Pool, 'query'>;

async function put(connection: Connection, entry: EnteredChange): Promise<void> {
  const { order, change, school, category, step, adapter, number, confirmed } = entry;
  await connection.query(
    `insert into filter_entry (order_id, change, school, category, step, adapter, number, confirmed)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (school, order_id) do update set category = excluded.category, step = excluded.step,
       adapter = excluded.adapter, number = excluded.number, confirmed = excluded.confirmed
     where filter_entry.number < excluded.number`,
    [order, change, school, category, step, adapter, number, confirmed],
  );
}

async function applyOne(connection: Connection, { type, data, id, school }: OrderEvent): Promise<void> {
  switch (type) {
    case 'FilterOrderPlaced':
      await put(connection, { order: id, change: changeOfOrder(id), school, ...data, confirmed: false });
      return;
    case 'FilterOrderConfirmed':
      // What is undone and confirmed is no concern of the filter any more.
      if (data.step === 'blockAgain' || data.step === 'lift') await remove(connection, school, id, data.number);
      else
        await connection.query(
          'update filter_entry set confirmed = true where school = $1 and order_id = $2 and number = $3',
          [school, id, data.number],
        );
      return;
    case 'FilterOrderDropped':
      await remove(connection, school, id, data.number);
      return;
    case 'FilterOrderSent':
    case 'FilterOrderFailed':
      return;
  }
}

const remove = (connection: Connection, school: string, order: string, number: number): Promise<unknown> =>
  connection.query('delete from filter_entry where school = $1 and order_id = $2 and number = $3', [
    school,
    order,
    number,
  ]);
