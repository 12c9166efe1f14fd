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

/** Prepares what TypeORM sends: PostgreSQL parses and plans each text once per connection, not once per request. */
export class PreparedClient extends pg.Client {
  // pg's own overloads cannot be met; TypeORM and the pool call it as `(text, values)` or `(text, callback)`.
  override query(text: unknown, values?: unknown, callback?: unknown): never {
    const plain = super.query.bind(this) as (...args: unknown[]) => never;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return plain(text, values, callback);
    const name = nameOf(text);
    return plain(name === undefined ? { text, values } : { name, text, values }, callback);
  }
}
