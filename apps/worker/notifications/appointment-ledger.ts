import type pg from 'pg';
import { isIn } from '#libs/people/appointments.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';

interface Appointed {
  readonly role: string;
  readonly from: string;
  readonly until?: string;
}

/**
 * Who holds which role, as the log has it at a position: so an event is told to the same people whenever it is read,
 * also by a worker that begins anew. No name stands in it.
 */
export class AppointmentLedger {
  constructor(private readonly pool: pg.Pool) {}

  /** Makes the tables where they are missing. Safe to call from several processes at once. */
  async prepare(): Promise<void> {
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook appointments'));
      create table if not exists appointment (
        school text not null, role text not null, person text not null, from_day text not null, until_day text,
        position bigint not null, primary key (school, role, person, from_day, position));
      create table if not exists notice_checkpoint (
        only_row boolean primary key default true check (only_row), position bigint not null);
      insert into notice_checkpoint (position) values (0) on conflict do nothing`);
  }

  async position(): Promise<bigint> {
    const { rows } = await this.pool.query<{ position: string }>('select position from notice_checkpoint');
    return BigInt(rows[0]?.position ?? 0);
  }

  /** Everything up to here has been told. */
  async reach(position: bigint): Promise<void> {
    await this.pool.query('update notice_checkpoint set position = $1 where position < $1', [String(position)]);
  }

  /** Takes an appointment, or its end; taken again, it changes nothing. */
  async take({ school, id, position, data }: RecordedEvent): Promise<void> {
    const { role, from, until = null } = data as Appointed;
    await this.pool.query(
      `insert into appointment (school, role, person, from_day, until_day, position) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing`,
      [school, role, id, from, until, String(position)],
    );
  }

  /** Whether a person held any role on a day, as far as had been recorded by a position. */
  async holdsAny(school: string, person: string, day: string, position: bigint): Promise<boolean> {
    const { rows } = await this.pool.query<Held>(
      `select distinct on (role, from_day) from_day as "from", until_day as "until" from appointment
       where school = $1 and person = $2 and position <= $3 order by role, from_day, position desc`,
      [school, person, String(position)],
    );
    return rows.some(isHeldOn(day));
  }

  /** The people who held the role on a day, as far as had been recorded by a position. */
  async holders(school: string, role: string, day: string, position: bigint): Promise<string[]> {
    const { rows } = await this.pool.query<Held & { person: string }>(
      `select distinct on (person, from_day) person, from_day as "from", until_day as "until" from appointment
       where school = $1 and role = $2 and position <= $3 order by person, from_day, position desc`,
      [school, role, String(position)],
    );
    return [...new Set(rows.filter(isHeldOn(day)).map(({ person }) => person))];
  }
}

interface Held {
  readonly from: string;
  readonly until: string | null;
}

const isHeldOn =
  (day: string) =>
  ({ from, until }: Held): boolean =>
    isIn(day, { from, ...(until !== null && { until }) });
