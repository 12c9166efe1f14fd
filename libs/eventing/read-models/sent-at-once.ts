import type { Socket } from 'node:net';
import type pg from 'pg';

/**
 * The statements that `send` makes before it first waits leave in one piece: `pg` writes each by itself, and for a small
 * batch these writes cost the projector more than all else.
 */
export function sentAtOnce<Answer>(connection: pg.ClientBase, send: () => Answer): Answer {
  const { stream } = (connection as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
