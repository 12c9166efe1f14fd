/** A fault that may be told by its message: it MUST hold no value of an event or a row. */
export abstract class Fault extends Error {}

/** A fault for a line of a log: ours in words, any other by its kind alone, since a message of Postgres may quote a row. */
export function describeFault(error: unknown): string {
  const { name, code } = error as { name?: unknown; code?: unknown };
  const kind = [name, code].filter((part) => typeof part === 'string').join(' ') || 'unknown fault';
  return error instanceof Fault ? `${kind}: ${error.message}` : kind;
}
