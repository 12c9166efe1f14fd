import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Who } from '#libs/eventing/commands/command.js';
import type { Shown } from '#libs/governors/governor-visit.commands.js';
import { governorLogs, type GovernorLogName } from '#libs/governors/governor-words.js';
import type { Rows } from './rows.js';

const marked = z.tuple([z.array(z.enum(governorLogs)), z.string().regex(/^\d+$/), z.iso.datetime()]);

interface Showing {
  /** Whether the sender asks for the mark, which is a statement of its own. */
  readonly asked: boolean;
  readonly who: Who;
  readonly log: GovernorLogName;
  readonly rows: Rows;
}

/**
 * A mark comes with what was shown and proves it later (D26): that this person was, and how far the log had come. It is
 * signed with a key that follows from the master key, kept nowhere, and worth nothing to anybody else.
 */
export class ViewReceipts {
  private readonly key: Buffer;

  constructor(masterKey: Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', masterKey, '', 'daybook shown to a governor', 32));
  }

  /** An answer from the rows of a log with its mark; null for those of a past moment, and where nobody asks for it. */
  async beside<Answer extends object>(
    answer: Promise<Answer>,
    { asked, who, log, rows }: Showing,
  ): Promise<Answer & { mark: string | null }> {
    const [shown, position] = await Promise.all([answer, asked ? rows.position() : null]);
    return { ...shown, mark: position === null ? null : this.of(who, [log], position) };
  }

  of(who: Who, logs: readonly GovernorLogName[], position: string): string {
    const what = Buffer.from(JSON.stringify([logs, position, new Date().toISOString()])).toString('base64url');
    return `${what}.${this.signature(who, what).toString('base64url')}`;
  }

  /** Empty for what is no mark of ours, or was another person's. */
  read(who: Who, mark: string): readonly Shown[] {
    const [what = '', signature = ''] = mark.split('.');
    const [given, expected] = [Buffer.from(signature, 'base64url'), this.signature(who, what)];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return [];
    const [logs, position, shownAt] = marked.parse(JSON.parse(Buffer.from(what, 'base64url').toString('utf8')));
    return logs.map((log) => ({ log, position, shownAt }));
  }

  private signature({ school, actor }: Who, what: string): Buffer {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([school, actor, what]))
      .digest();
  }
}
