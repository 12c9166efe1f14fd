import { UnreadableEvent } from '../schemas/event-codec.js';
import { describeFault } from '../fault.js';
import { placeOf, type Delivered, type Parked } from './parked-streams.js';
import type { Projection, ReadModelRow, RowData } from './projection.js';
import type { RecordedEvent } from '../log/stored-event.js';

export type Row = RowData<ReadModelRow> & Pick<ReadModelRow, keyof ReadModelRow>;

/** A row as it read from `validFrom` on and before `validTo`. */
export type PastRow = Row & { readonly validTo: Date };

export const rowKey = (school: string, id: string): string => `${school}\u0000${id}`;

/** The rows that a batch touches, as they were before it. */
export interface Known {
  readonly rows: Map<string, Row>;
  /** When rows that are no longer there were taken away. */
  readonly takenAway: Map<string, Date>;
}

/** What a batch of events makes of a read model's rows. */
export interface Folded {
  /** The rows that changed, as they are now; `undefined` for one that is no longer there. */
  readonly changes: ReadonlyMap<
    string,
    { readonly school: string; readonly id: string; readonly row: Row | undefined }
  >;
  /** Every version that was replaced later than it came up, in order. */
  readonly past: readonly PastRow[];
  /**
   * Versions that came up in this batch and were replaced at the same moment. Nobody could have seen them, so they are not
   * kept; but PostgreSQL refuses one of them where the batch ends between the two, so it is asked here as well.
   */
  readonly unseen: readonly Row[];
  /** The rows whose past versions may no longer show what their record's key had sealed. */
  readonly erased: readonly { readonly school: string; readonly id: string }[];
  /** The streams whose events made a fold fail. */
  readonly parked: readonly Parked[];
}

/** Folds in memory. A stream whose event makes a fold throw keeps the row it had before and is parked there. */
export function foldBatch(
  projection: Projection,
  events: readonly Delivered[],
  { rows, takenAway }: Known,
  stopped: Set<string>,
): Folded {
  const changes = new Map<string, { school: string; id: string; row: Row | undefined }>();
  const past: PastRow[] = [];
  const unseen: Row[] = [];
  const erased: { school: string; id: string }[] = [];
  const parked: Parked[] = [];
  for (const event of events) {
    const { stream, revision } = placeOf(event);
    if (stopped.has(stream)) continue;
    try {
      if (event instanceof UnreadableEvent) throw event;
      const folded = projection.keys(event).map((id) => {
        const key = rowKey(event.school, id);
        const at = notBefore(rows.get(key)?.validFrom ?? takenAway.get(key), new Date(event.by.at));
        return { key, id, at, row: foldOne(projection, event, id, at, rows.get(key)) };
      });
      for (const { key, id, at, row } of folded) {
        const before = rows.get(key);
        if (before && before.validFrom < at) past.push({ ...before, validTo: at });
        else if (before && changes.has(key)) unseen.push(before);
        if (row) rows.set(key, row);
        else if (rows.delete(key)) takenAway.set(key, at);
        changes.set(key, { row, school: event.school, id });
        if (event.type === projection.erasure?.event) erased.push({ school: event.school, id });
      }
    } catch (error) {
      stopped.add(stream);
      parked.push({ projection: projection.name, stream, revision, error: describeFault(error) });
    }
  }
  return { changes, past, unseen, erased, parked };
}

/** The clocks of two machines differ; a later version of a row never begins before an earlier one. */
const notBefore = (earlier: Date | undefined, at: Date): Date => (earlier && earlier > at ? earlier : at);

function foldOne(
  { folds }: Projection,
  event: RecordedEvent,
  id: string,
  validFrom: Date,
  before: Row | undefined,
): Row | undefined {
  const fold = folds[event.category]?.[event.type];
  if (fold === undefined || fold === 'ignored') return before;
  const data = fold(before, event);
  return data && { ...data, school: event.school, id, revision: event.revision, validFrom };
}
