import type pg from 'pg';
import type { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { open, seal } from '#libs/eventing/privacy/personal-data.js';
import { contextOf, type EvidencePlace, type SpooledFile } from './spooled-file.js';

export interface StoredFile {
  readonly mediaType: string;
  readonly bytes: number;
  /** Its bytes in order; each part is checked before it is handed out. */
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

  /**
   * Stores a file that has come in whole. Only now is its key written down, wrapped by the record's.
   * @param agree is asked once everything is written and before it is committed; nothing stays if it throws.
   */
  async keep<T>(file: SpooledFile, place: EvidencePlace, mediaType: string, agree: () => Promise<T>): Promise<T> {
    const recordKey = (await this.keys.keysToSeal(place.school, [place.record])).get(place.record);
    if (!recordKey) throw new Error('the record of an evidence file has no key');
    const { school, id } = place;
    return this.inTransaction(school, 'begin', async (connection) => {
      let number = 0;
      for await (const box of file.boxes())
        await connection.query('insert into evidence_chunk (school, id, number, box) values ($1, $2, $3, $4)', [
          school,
          id,
          number++,
          box,
        ]);
      const wrapped = seal(recordKey, file.key, contextOf(place, 'key'));
      await connection.query(
        'insert into evidence_file (school, id, media_type, bytes, chunks, wrapped) values ($1, $2, $3, $4, $5, $6)',
        [school, id, mediaType, file.bytes, file.parts, wrapped],
      );
      return agree();
    });
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
    return { mediaType: row.mediaType, bytes: Number(row.bytes), content: this.parts(place, fileKey, row.chunks) };
  }

  private async *parts(place: EvidencePlace, fileKey: Buffer, parts: number): AsyncGenerator<Buffer> {
    for (let number = 0; number < parts; number += 1) {
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
    return this.inTransaction(school, 'begin read only', async (connection) => {
      const { rows } = await connection.query<Row>(sql, [school, id, ...values]);
      return rows[0];
    });
  }

  private async inTransaction<T>(
    school: string,
    begin: 'begin' | 'begin read only',
    work: (connection: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const connection = await this.pool.connect();
    try {
      await connection.query(begin);
      await connection.query(`select set_config('daybook.school', $1, true)`, [school]);
      const result = await work(connection);
      await connection.query('commit');
      connection.release();
      return result;
    } catch (error) {
      // Closing the connection rolls back, whatever state it is in.
      connection.release(true);
      throw error;
    }
  }
}
