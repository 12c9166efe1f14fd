import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { isSealOf, keyVersionOf, sealOf, type Sealable } from '../log/seal.js';
import type { StoredEvent } from '../log/stored-event.js';
import { open, seal } from './personal-data.js';
import { sealKeyContext } from './wrapped-keys.js';

interface SealKey {
  readonly version: number;
  readonly key: Buffer;
  /** Undefined while it is in use; then it seals nothing that comes after this position of the log. */
  readonly goodUpTo: bigint | undefined;
}

interface Known {
  readonly keys: ReadonlyMap<number, SealKey>;
  readonly newest: SealKey;
  /** What stands in the log up to here was recorded before there were seals. */
  readonly unsealedUpTo: bigint;
}

/** Where the log ends. */
export interface Head {
  head(): Promise<bigint>;
}

/**
 * The keys by which Daybook knows its own events (ADR 49). They stand in the keys database, wrapped by the master key,
 * beside the position of the log up to which no event has a seal: whoever has the event store alone reaches neither.
 */
export class SealKeys {
  private known: Known | undefined;
  private lookedAt = -Infinity;

  constructor(
    private readonly pool: pg.Pool,
    private readonly masterKey: Buffer,
    /** A key that this process does not know is looked for so often, however many events name one. */
    private readonly lookEveryMs = 1_000,
  ) {}

  /** Makes the first key where there is none, and notes where the log ended then. Safe to call from several processes. */
  async prepare(log: Head): Promise<void> {
    await this.transact(async (connection) => {
      await connection.query(`
        create table if not exists seal_key (
          version integer primary key, wrapped bytea not null, good_up_to bigint,
          created_at timestamptz not null default now());
        create table if not exists seal_beginning (
          only_row boolean primary key default true check (only_row),
          unsealed_up_to bigint not null, begun_at timestamptz not null default now())`);
      const { rowCount } = await connection.query('select from seal_beginning');
      if (rowCount !== 0) return;
      await connection.query('insert into seal_beginning (unsealed_up_to) values ($1)', [String(await log.head())]);
      await this.add(connection, 1);
    });
    await this.look();
  }

  /** Takes another key from here on. Nothing may be appending meanwhile: it would go on with the one before. */
  async renew(log: Head): Promise<number> {
    const version = await this.transact(async (connection) => {
      const { rows } = await connection.query<{ version: number }>('select max(version) as version from seal_key');
      const next = (rows[0]?.version ?? 0) + 1;
      await connection.query('update seal_key set good_up_to = $1 where good_up_to is null', [
        String(await log.head()),
      ]);
      await this.add(connection, next);
      return next;
    });
    await this.look();
    return version;
  }

  /** The seal of an event that is about to be appended. */
  async seal(event: Sealable): Promise<string> {
    if (!this.known) await this.look();
    if (!this.known) throw new Error('there is no key to seal events with yet');
    return sealOf(event, this.known.newest);
  }

  /** Whether a seal is that of just this, not where it should stand; undefined where its key is not known. */
  async isOf(seal: string, sealed: Sealable): Promise<boolean | undefined> {
    if (!this.known) await this.look();
    const version = keyVersionOf(seal);
    const key = version === undefined ? undefined : this.known?.keys.get(version);
    return key && isSealOf(seal, sealed, key.key);
  }

  /** Why events are not Daybook's own; what is in order is not named. */
  async faultsOf(events: readonly StoredEvent[]): Promise<ReadonlyMap<StoredEvent, string>> {
    const known = await this.knownTo(events);
    const faults = new Map<StoredEvent, string>();
    // The tool of an auditor may look at a Daybook that has never sealed anything.
    if (!known) return faults;
    for (const event of events) {
      const fault = faultOf(event, known);
      if (fault !== undefined) faults.set(event, fault);
    }
    return faults;
  }

  private async knownTo(events: readonly StoredEvent[]): Promise<Known | undefined> {
    const isUnknown = (event: StoredEvent): boolean => {
      const version = keyVersionOf(sealIn(event.metadata));
      return version !== undefined && this.known?.keys.has(version) !== true;
    };
    if ((!this.known || events.some(isUnknown)) && performance.now() - this.lookedAt >= this.lookEveryMs)
      await this.look();
    return this.known;
  }

  private async look(): Promise<void> {
    this.lookedAt = performance.now();
    const { rows: tables } = await this.pool.query<{ there: boolean }>(
      `select to_regclass('seal_beginning') is not null as there`,
    );
    if (tables[0]?.there !== true) return;
    const { rows } = await this.pool.query<{ version: number; wrapped: Buffer; good: string | null; begun: string }>(
      `select version, wrapped, good_up_to as good, unsealed_up_to as begun
       from seal_key cross join seal_beginning order by version`,
    );
    const keys = rows.map(({ version, wrapped, good }) => ({
      version,
      key: open(this.masterKey, wrapped, sealKeyContext(version)),
      goodUpTo: good === null ? undefined : BigInt(good),
    }));
    const newest = keys.at(-1);
    if (!newest) return;
    this.known = {
      keys: new Map(keys.map((key) => [key.version, key])),
      newest,
      unsealedUpTo: BigInt(rows[0]?.begun ?? 0),
    };
  }

  private async add(connection: pg.ClientBase, version: number): Promise<void> {
    const wrapped = seal(this.masterKey, randomBytes(32), sealKeyContext(version));
    await connection.query('insert into seal_key (version, wrapped) values ($1, $2)', [version, wrapped]);
  }

  private async transact<T>(work: (connection: pg.ClientBase) => Promise<T>): Promise<T> {
    const connection = await this.pool.connect();
    try {
      await connection.query('begin');
      await connection.query(`select pg_advisory_xact_lock(hashtext('daybook seal keys'))`);
      const result = await work(connection);
      await connection.query('commit');
      connection.release();
      return result;
    } catch (error) {
      connection.release(true);
      throw error;
    }
  }
}

const sealIn = (metadata: unknown): unknown =>
  typeof metadata === 'object' && metadata !== null ? (metadata as { seal?: unknown }).seal : undefined;

function faultOf(event: StoredEvent, { keys, unsealedUpTo }: Known): string | undefined {
  const seal = sealIn(event.metadata);
  // A position of 0 is one that is not known.
  if (seal === undefined && event.position > 0n && event.position <= unsealedUpTo) return undefined;
  if (seal === undefined) return 'it has no seal';
  const version = keyVersionOf(seal);
  const key = version === undefined ? undefined : keys.get(version);
  if (!key) return 'its seal is of no key of Daybook';
  if (key.goodUpTo !== undefined && event.position > key.goodUpTo)
    return 'its seal is of a key that was replaced before';
  return isGenuine(seal as string, event, key.key) ? undefined : 'its seal is that of another event or place';
}

function isGenuine(seal: string, event: StoredEvent, key: Buffer): boolean {
  try {
    return isSealOf(seal, event as Sealable, key);
  } catch (error) {
    // Nested too deeply to be written out; nothing of ours is.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
