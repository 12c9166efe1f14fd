import pg from 'pg';

/** What a copy in binary begins with: a signature, flags, and the length of an extension that there is not. */
const headerBytes = 19;

class CopyOut extends pg.Query {
  readonly messages: Buffer[] = [];

  /** Called by `pg`, which uses the memory of a message again for the next ones. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.messages.push(Buffer.from(chunk));
  }
}

/**
 * The rows of a query in PostgreSQL's binary form. As text, which is all that the results of `pg` can be, every byte of
 * a record is written as two digits and read back. Such a statement is planned anew each time, so it is for long pages.
 */
export async function copyOut<Row>(pool: pg.Pool, query: string, read: (row: BinaryRow) => Row): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [nth, message] of (await messagesOf(pool, query)).entries()) {
    const row = new BinaryRow(message, nth === 0 ? headerBytes : 0);
    if (!row.isEnd()) rows.push(read(row));
  }
  return rows;
}

/**
 * By callbacks, as the pool does it for queries of its own: a session that is ended may say so together with its last
 * answer, and an error to which nobody listens at that very moment ends the process.
 */
const messagesOf = (pool: pg.Pool, query: string): Promise<Buffer[]> =>
  new Promise((resolve, reject) => {
    pool.connect((noClient, client, release) => {
      if (client === undefined) {
        reject(noClient ?? new Error('the pool had no connection'));
        return;
      }
      let over = false;
      const copy: CopyOut = new CopyOut(`copy (${query}) to stdout (format binary)`, (error) => end(error));
      const end = (error: Error | null | undefined): void => {
        if (over) return;
        over = true;
        client.off('error', end);
        // A connection on which something failed is not used again.
        release(error ?? undefined);
        if (error) reject(error);
        else resolve(copy.messages);
      };
      client.on('error', end);
      client.query(copy);
    });
  });

/** Takes the values of a row one after the other; none of them may be null. */
export class BinaryRow {
  constructor(
    private readonly message: Buffer,
    private offset: number,
  ) {}

  /** A row begins with the number of its values, and the end of all rows with -1. */
  isEnd(): boolean {
    return this.message.readInt16BE(this.take(2)) === -1;
  }

  bigint(): number {
    const at = this.take(this.length());
    return this.message.readInt32BE(at) * 2 ** 32 + this.message.readUInt32BE(at + 4);
  }

  integer(): number {
    return this.message.readInt32BE(this.take(this.length()));
  }

  bytes(): Buffer {
    const length = this.length();
    const at = this.take(length);
    return this.message.subarray(at, at + length);
  }

  private length(): number {
    return this.message.readInt32BE(this.take(4));
  }

  private take(count: number): number {
    this.offset += count;
    return this.offset - count;
  }
}
