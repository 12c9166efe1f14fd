import { Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { EventEmitter, once } from 'node:events';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Who } from '#libs/eventing/commands/command.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { roleFor } from '../access/permissions.js';
import type { RolesHeld } from '../access/roles-held.js';
import type { ReadModels } from '../reading/read-models.js';
import { triageQueueOf, type TriageEntry } from './triage-queue.js';

/** How often all who watch together look whether the read model has moved on. */
const lookEveryMs = 500;
/** Looked at anew also where nothing was recorded: what is due becomes overdue, and a role may end with a day. */
const anewAfterMs = 30_000;
/** How long a stop waits for streams to be told. */
const lastWordMs = 1_000;
/** A timer cannot be set for longer, which is some 24 days; a stream that has lasted so long ends, and is asked for anew. */
const longestMs = 2 ** 31 - 1;
const mostOfOnePerson = 3;
const mostOfAll = 200;

export interface TriageChange {
  readonly triageQueueChanged: TriageEntry[];
}

type Ending = 'left' | 'token' | 'role' | 'stopped';

/**
 * Tells those who watch the triage queue when it has changed for them. One look at the checkpoint serves all; each then
 * reads under the doors and the row-level security of the query, and is told only of a queue that differs. What is told
 * is the whole queue, so a slow reader misses nothing: it is given the present one when it has read the one before.
 */
@Injectable()
export class TriageFeed {
  private readonly moves = new EventEmitter().setMaxListeners(0);
  private readonly over = new AbortController();
  private readonly watching = new Map<string, number>();
  private readonly ended: Counter<'because'>;
  private running = 0;
  private position: bigint | undefined;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly readModels: ReadModels,
    private readonly held: RolesHeld,
    metrics: Registry,
  ) {
    const open = (): number => this.open;
    new Gauge({
      name: 'daybook_streams_open',
      help: 'Subscriptions that are being answered',
      registers: [metrics],
      collect() {
        this.set(open());
      },
    });
    this.ended = new Counter({
      name: 'daybook_streams_ended_total',
      help: 'Subscriptions that ended: the client left, the token or the role ended, Daybook stopped',
      labelNames: ['because'],
      registers: [metrics],
    });
  }

  private get open(): number {
    return [...this.watching.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * The queue now, and again whenever it has changed, until the token ends (`until`, in ms since 1970), or the role.
   * @throws where somebody watches too often already, or too many do.
   */
  watch(who: Who, until: number): AsyncIterableIterator<TriageChange> {
    const person = `${who.school}/${who.actor}`;
    const own = this.watching.get(person) ?? 0;
    if (own >= mostOfOnePerson || this.open >= mostOfAll)
      throw new GraphQLError('The queue is watched too often already; end another one first.', {
        extensions: { code: 'TOO_MANY_STREAMS' },
      });
    this.watching.set(person, own + 1);
    const stop = new AbortController();
    const ends = AbortSignal.any([stop.signal, this.over.signal]);
    const lasts = Math.min(Math.max(until - Date.now(), 0), longestMs);
    const timer = setTimeout(() => stop.abort('token' satisfies Ending), lasts).unref();
    ends.addEventListener('abort', () => {
      clearTimeout(timer);
      this.ended.inc({ because: ends.reason as Ending });
      const left = (this.watching.get(person) ?? 1) - 1;
      if (left > 0) this.watching.set(person, left);
      else this.watching.delete(person);
    });
    const changes = this.changes(who, ends, () => stop.abort('role' satisfies Ending));
    // Who goes away does so while nothing happens: the waiting has to end with them.
    const end = async (): Promise<IteratorResult<TriageChange>> => {
      stop.abort('left' satisfies Ending);
      return changes.return(undefined);
    };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => changes.next(),
      return: end,
      throw: end,
    };
  }

  /** Tells each stream that it is complete; who does not read, is not waited for. */
  async end(): Promise<void> {
    this.over.abort('stopped' satisfies Ending);
    clearTimeout(this.looking);
    const limit = { signal: AbortSignal.timeout(lastWordMs) };
    while (this.running > 0 && !limit.signal.aborted) await once(this.moves, 'ended', limit).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
  }

  private async *changes(who: Who, ends: AbortSignal, roleEnded: () => void): AsyncGenerator<TriageChange, undefined> {
    this.running++;
    try {
      yield* this.untilEnded(who, ends, roleEnded);
    } finally {
      this.running--;
      this.moves.emit('ended');
    }
    return undefined;
  }

  private async *untilEnded(who: Who, ends: AbortSignal, roleEnded: () => void): AsyncGenerator<TriageChange, void> {
    let shown: string | undefined;
    const goesOn = (): boolean => !ends.aborted;
    while (goesOn()) {
      const seen = this.position;
      this.look();
      const roles = await this.held.of(who);
      if (roleFor('incidents:read', roles) === undefined) {
        roleEnded();
        break;
      }
      const queue = await this.readModels.readLog(who, incidentLog, {}, (rows) =>
        triageQueueOf({ ...who, roles }, rows),
      );
      const now = JSON.stringify(queue);
      if (now !== shown && goesOn()) {
        shown = now;
        yield { triageQueueChanged: queue };
      }
      if (this.position === seen && goesOn())
        await once(this.moves, 'moved', {
          signal: AbortSignal.any([ends, AbortSignal.timeout(anewAfterMs)]),
        }).catch(() => undefined);
    }
  }

  /** Goes on for as long as anybody watches. */
  private look(): void {
    this.looking ??= setTimeout(() => {
      void this.readModels
        .positionOf(incidentLog.name)
        .then((position) => {
          const moved = position !== this.position;
          this.position = position;
          if (moved) this.moves.emit('moved');
        })
        // A database that does not answer is looked at again; what reads from it tells of it.
        .catch(() => undefined)
        .finally(() => {
          this.looking = undefined;
          if (this.watching.size > 0 && !this.over.signal.aborted) this.look();
        });
    }, lookEveryMs).unref();
  }
}
