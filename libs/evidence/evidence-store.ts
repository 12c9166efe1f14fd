import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { open, seal } from '#libs/eventing/privacy/personal-data.js';

/** Plain bytes of one sealed chunk: what one look at a file holds in memory. */
const chunkBytes = 256 * 1024;

/** Which file: of which school, and under whose record's key it stands. */
export interface EvidencePlace {
  readonly school: string;
  /** The stream whose key wraps the file's own, as `investigation-<id>`. Destroying that key erases the file. */
  readonly record: string;
  readonly id: string;
}

export interface StoredFile {
  readonly mediaType: string;
  readonly bytes: number;
  /** Its bytes in order; each chunk is checked before it is handed out. */
  readonly content: AsyncIterable<Buffer>;
}

interface FileRow {
  readonly mediaType: string;
  readonly bytes: string;
  readonly chunks: number;
  readonly wrapped: Buffer;
}

/** Keeps evidence files as ciphertext in a database of their own. */
export class EvidenceStore {
  constructor(
    private readonly pool: pg.Pool,
    private readonly keys: KeyRing,
  ) {}

  /** Begins to take in a file; nothing of it stays unless `keep` returns. */
  async begin(place: EvidencePlace): Promise<IncomingFile> {
    const recordKey = (await this.keys.keysToSeal(place.school, [place.record])).get(place.record);
    if (!recordKey) throw new Error('the record of an evidence file has no key');
    const connection = await this.pool.connect();
    try {
      await connection.query('begin');
      await connection.query(`select set_config('daybook.school', $1, true)`, [place.school]);
    } catch (error) {
      connection.release(true);
      throw error;
    }
    return new IncomingFile(connection, place, recordKey);
  }

  /** @returns undefined where nothing is stored, or its key was destroyed. */
  async read(place: EvidencePlace): Promise<StoredFile | undefined> {
    const recordKey = (await this.keys.keysToOpen(place.school, [place.record])).get(place.record);
    const row = await this.select<FileRow>(
      place,
      `select media_type as "mediaType", bytes, chunks, wrapped from evidence_file where school = $1 and id = $2`,
      [],
    );
    if (!recordKey || !row) return undefined;
    const fileKey = open(recordKey, row.wrapped, contextOf(place, 'key'));
    return { mediaType: row.mediaType, bytes: Number(row.bytes), content: this.chunks(place, fileKey, row.chunks) };
  }

  private async *chunks(place: EvidencePlace, fileKey: Buffer, chunks: number): AsyncGenerator<Buffer> {
    for (let number = 0; number < chunks; number += 1) {
      const sql = 'select box from evidence_chunk where school = $1 and id = $2 and number = $3';
      const row = await this.select<{ box: Buffer }>(place, sql, [number]);
      if (!row) throw new Error('a part of an evidence file is missing');
      yield open(fileKey, row.box, contextOf(place, number));
    }
  }

  private async select<Row extends pg.QueryResultRow>(
    { school, id }: EvidencePlace,
    sql: string,
    values: readonly unknown[],
  ): Promise<Row | undefined> {
    const connection = await this.pool.connect();
    try {
      await connection.query('begin read only');
      await connection.query(`select set_config('daybook.school', $1, true)`, [school]);
      const { rows } = await connection.query<Row>(sql, [school, id, ...values]);
      await connection.query('commit');
      connection.release();
      return rows[0];
    } catch (error) {
      connection.release(true);
      throw error;
    }
  }
}

/**
 * A file on its way in: one transaction, under a key that stands in memory alone. Only `keep` writes that key down,
 * so what was rolled back can be read by nobody, wherever its ciphertext may still lie in the database's own files.
 */
export class IncomingFile {
  private readonly fileKey = randomBytes(32);
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private chunks = 0;
  private bytes = 0;
  private over = false;

  constructor(
    private readonly connection: pg.PoolClient,
    private readonly place: EvidencePlace,
    private readonly recordKey: Buffer,
  ) {}

  async write(part: Buffer): Promise<void> {
    this.waiting.push(part);
    this.waitingBytes += part.length;
    if (this.waitingBytes < chunkBytes) return;
    const whole = Buffer.concat(this.waiting);
    const sealable = whole.length - (whole.length % chunkBytes);
    for (let from = 0; from < sealable; from += chunkBytes) await this.store(whole.subarray(from, from + chunkBytes));
    this.waiting = [whole.subarray(sealable)];
    this.waitingBytes = whole.length - sealable;
  }

  /** The whole file has come in: it is there once this returns. */
  async keep(mediaType: string): Promise<void> {
    if (this.waitingBytes > 0) await this.store(Buffer.concat(this.waiting));
    const { school, id } = this.place;
    const wrapped = seal(this.recordKey, this.fileKey, contextOf(this.place, 'key'));
    await this.connection.query(
      'insert into evidence_file (school, id, media_type, bytes, chunks, wrapped) values ($1, $2, $3, $4, $5, $6)',
      [school, id, mediaType, this.bytes, this.chunks, wrapped],
    );
    await this.connection.query('commit');
    this.over = true;
    this.connection.release();
  }

  /** Nothing of the file stays. May follow a `keep` that failed. */
  async drop(): Promise<void> {
    if (this.over) return;
    this.over = true;
    this.fileKey.fill(0);
    try {
      await this.connection.query('rollback');
      this.connection.release();
    } catch {
      // The connection is broken, and with it the transaction.
      this.connection.release(true);
    }
  }

  private async store(plain: Buffer): Promise<void> {
    const { school, id } = this.place;
    const box = seal(this.fileKey, plain, contextOf(this.place, this.chunks));
    await this.connection.query('insert into evidence_chunk (school, id, number, box) values ($1, $2, $3, $4)', [
      school,
      id,
      this.chunks,
      box,
    ]);
    this.chunks += 1;
    this.bytes += plain.length;
  }
}

/** Binds a ciphertext to its place, so that none can be moved to another file or another part. */
const contextOf = ({ school, record, id }: EvidencePlace, part: number | 'key'): string =>
  `${school}/${record}/${id}/${part}`;
