import { columnName, columnsOf, historyOf, type Projection } from './projection.js';
import { eventMetadata, type StoredEvent } from '../log/stored-event.js';

/**
 * What of the log had been recorded by a moment: each record up to its last event by then. The clocks of two machines
 * differ, so neither may the first later event end the log, nor may an event count whose predecessor in its record does not.
 */
export function recordedUpTo(moment: Date): (event: StoredEvent) => boolean {
  const ended = new Set<string>();
  return ({ stream, metadata }) => {
    const { data } = eventMetadata.safeParse(metadata);
    if (data && Date.parse(data.recordedAt) > moment.getTime()) ended.add(stream);
    return !ended.has(stream);
  };
}

/**
 * The same by the histories that the projector keeps, as SQL: the rows of a read model as they were when the log
 * reached just so far. `moment` is a parameter of the query.
 */
export function rowsAsAtSql({ name, row }: Projection, moment: string): string {
  const columns = columnsOf(row).map(columnName).join(', ');
  return `select ${columns} from public.${name} where valid_from <= ${moment}
    union all
    select ${columns} from public.${historyOf(name)} where valid_from <= ${moment} and valid_to > ${moment}`;
}
