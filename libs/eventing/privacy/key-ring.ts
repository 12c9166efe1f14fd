import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { assertMasterKey } from './assert-master-key.js';
import { open, seal } from './personal-data.js';
import { SealKeys, type Head } from './seal-keys.js';
import { subjectKeyContext } from './wrapped-keys.js';
import { Rejection } from '../commands/rejection.js';

/** How long a process may go on using a key it has read: the bound on how late an erasure takes effect there. */
const keepMs = 30_000;
const keepAtMost = 20_000;

/**
 * The keys of the people and records whose personal data stand in events, one per subject, each wrapped by the master
 * key, in a database of their own. Destroying one erases its subject for good, also from backups of the log.
 */
export class KeyRing {
  /** By which Daybook knows its own events. */
  readonly seals: SealKeys;
  private readonly kept = new Map<string, { key: Buffer | null; until: number }>();

  constructor(
    private readonly pool: pg.Pool,
    private readonly masterKey: Buffer,
  ) {
    if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes');
    this.seals = new SealKeys(pool, masterKey);
  }

  /**
   * Makes the tables where they are missing. Safe to call from several processes at once.
   * @throws WrongMasterKey before anything is written, where the keys that are there do not open.
   */
  async prepare(log: Head): Promise<void> {
    await assertMasterKey(this.pool, this.masterKey);
    await this.pool.query(`
      select pg_advisory_xact_lock(hashtext('daybook key ring'));
      create table if not exists subject_key (
        school text not null, subject text not null, wrapped bytea,
        created_at timestamptz not null default now(), destroyed_at timestamptz,
        primary key (school, subject), check ((wrapped is null) = (destroyed_at is not null)))`);
    await this.seals.prepare(log);
  }

  /** Keys to encrypt with; made where a subject has none yet. A destroyed one is refused: the erased stays erased. */
  async keysToSeal(school: string, subjects: readonly string[]): Promise<Map<string, Buffer>> {
    const known = await this.keysToOpen(school, subjects);
    const missing = subjects.filter((subject) => !known.has(subject));
    if (missing.length > 0) {
      const wrapped = missing.map((subject) => this.wrap(school, subject, randomBytes(32)));
      await this.pool.query(
        `insert into subject_key (school, subject, wrapped)
         select $1, subject, wrapped from unnest($2::text[], $3::bytea[]) as t (subject, wrapped) on conflict do nothing`,
        [school, missing, wrapped],
      );
      // Another process may have been first: what stands in the table is the key.
      for (const [subject, key] of await this.keysToOpen(school, missing)) known.set(subject, key);
    }
    const usable = new Map<string, Buffer>();
    for (const [subject, key] of known) {
      if (!key)
        throw new Rejection('SUBJECT_ERASED', 'The personal data of this subject have been erased for good.', 'SL12');
      usable.set(subject, key);
    }
    return usable;
  }

  /** Keys to decrypt with; `null` for a destroyed one, none for a subject never seen. */
  async keysToOpen(school: string, subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
    const keys = new Map<string, Buffer | null>();
    const unread: string[] = [];
    const now = Date.now();
    for (const subject of new Set(subjects)) {
      const kept = this.kept.get(`${school}|${subject}`);
      if (kept && kept.until > now) keys.set(subject, kept.key);
      else unread.push(subject);
    }
    if (unread.length === 0) return keys;
    const { rows } = await this.pool.query<{ subject: string; wrapped: Buffer | null }>(
      'select subject, wrapped from subject_key where school = $1 and subject = any($2)',
      [school, unread],
    );
    for (const { subject, wrapped } of rows) {
      const key = wrapped && open(this.masterKey, wrapped, subjectKeyContext(school, subject));
      keys.set(subject, key);
      this.keep(`${school}|${subject}`, key, now + keepMs);
    }
    return keys;
  }

  /** Destroys a subject's key: from then on its personal data read `[erased]` everywhere. */
  async destroy(school: string, subject: string): Promise<void> {
    await this.pool.query(
      `insert into subject_key (school, subject, wrapped, destroyed_at) values ($1, $2, null, now())
       on conflict (school, subject) do update set wrapped = null, destroyed_at = coalesce(subject_key.destroyed_at, now())`,
      [school, subject],
    );
    this.kept.delete(`${school}|${subject}`);
  }

  private wrap(school: string, subject: string, key: Buffer): Buffer {
    return seal(this.masterKey, key, subjectKeyContext(school, subject));
  }

  private keep(name: string, key: Buffer | null, until: number): void {
    if (this.kept.size >= keepAtMost) this.kept.clear();
    this.kept.set(name, { key, until });
  }
}
