import pg from 'pg';

/** A client for a pool whose statements come again and again: the first so many are prepared, once per connection. */
const mostPrepared = 200;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostPrepared) return known;
  const name = `read${names.size}`;
  names.set(text, name);
  return name;
}

/** Names the school to row-level security until the transaction ends. */
const schoolNamed = { name: 'school', text: `select set_config('daybook.school', $1, true)` };

/**
 * Prepares what TypeORM sends: PostgreSQL parses and plans each text once per connection, not once per request. While it
 * speaks for a school, its one statement is a transaction of its own in which the school is named first.
 */
export class PreparedClient extends pg.Client {
  private speaker: { readonly school: string; statements: number } | undefined;
  private prepared: Promise<unknown> | undefined;

  /** `read` runs one statement, and sees that school's rows alone. */
  async speakingFor<T>(school: string, read: () => Promise<T>): Promise<T> {
    await (this.prepared ??= this.prepareNaming());
    this.speaker = { school, statements: 0 };
    try {
      return await read();
    } finally {
      this.speaker = undefined;
    }
  }

  // pg's own overloads cannot be met; TypeORM and the pool call it as `(text, values)` or `(text, callback)`.
  override query(text: unknown, values?: unknown, callback?: unknown): never {
    const plain = super.query.bind(this) as (...args: unknown[]) => never;
    if (this.speaker) return this.ofOneSchool(this.speaker, text, values) as never;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return plain(text, values, callback);
    const name = nameOf(text);
    return plain(name === undefined ? { text, values } : { name, text, values }, callback);
  }

  private prepareNaming(): Promise<unknown> {
    return super.query({ ...schoolNamed, values: [''] }).catch((error: unknown) => {
      this.prepared = undefined;
      throw error;
    });
  }

  private ofOneSchool(speaker: NonNullable<typeof this.speaker>, text: unknown, values: unknown): Promise<unknown> {
    if (typeof text !== 'string' || ++speaker.statements > 1)
      return Promise.reject(new Error('a read of several statements is a transaction of its own: see ReadModels.read'));
    const config = { text, name: nameOf(text), values: (values ?? []) as unknown[] };
    return new Promise((resolve, reject) => {
      const query = new SchoolQuery(speaker.school, config);
      query.callback = (error, result) => (error ? reject(error) : resolve(result));
      super.query(query);
    });
  }
}

/** What `pg` has within, and its types do not tell. */
interface Wire {
  bind(portal: object): void;
  execute(portal: object): void;
}
interface Within {
  callback: (error: Error | null, result: unknown) => void;
  prepare(wire: Wire): void;
  handleDataRow(row: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
}
const Query = pg.Query as unknown as new (config: object) => Within & pg.Submittable;

/**
 * A statement behind the naming of the school, both in one message to PostgreSQL: until the `Sync` at its end they are
 * one transaction, with no `begin` and no `commit`. If the naming failed, the statement would not be run.
 */
class SchoolQuery extends Query {
  private named = false;

  constructor(
    private readonly school: string,
    config: object,
  ) {
    // Without values, too, it is sent in the protocol's parts.
    super({ ...config, queryMode: 'extended' });
  }

  override prepare(wire: Wire): void {
    wire.bind({ statement: schoolNamed.name, values: [this.school] });
    wire.execute({});
    super.prepare(wire);
  }

  /** The first answer is that of the naming. */
  override handleDataRow(row: unknown): void {
    if (this.named) super.handleDataRow(row);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.named) super.handleCommandComplete(message, wire);
    else this.named = true;
  }
}
