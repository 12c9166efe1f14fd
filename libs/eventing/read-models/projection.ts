import type { Type } from '@nestjs/common';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, getMetadataArgsStorage, PrimaryColumn } from 'typeorm';
import type { EventCategory, EventOf } from '../schemas/event-schemas.js';
import { streamName, type RecordedEvent } from '../log/stored-event.js';

/** What every read-model row has: its school (row-level security stands on it), its record's id, and the revision it shows. */
@ObjectType({ isAbstract: true })
export abstract class ReadModelRow {
  @PrimaryColumn('text')
  school: string;

  @Field(() => ID)
  @PrimaryColumn('text')
  id: string;

  @Field(() => Int, { description: 'The revision of the record that this row shows.' })
  @Column('integer')
  revision: number;

  /** Since when it reads so: when its last event was recorded, and never before the version that it replaced. */
  @Column('timestamptz')
  validFrom: Date;
}

/** A row of a read model over several kinds of record: two of different kinds may have one id, so its key says which. */
@ObjectType({ isAbstract: true })
export abstract class RowOfSeveralKinds {
  @PrimaryColumn('text')
  school: string;

  @Field(() => ID, {
    name: 'record',
    description: 'The name of the record in the log, as filteringChange-<id>: no two entries have the same.',
  })
  @PrimaryColumn('text')
  id: string;

  @Field(() => Int, { description: 'The revision of the record that this row shows.' })
  @Column('integer')
  revision: number;

  /** As in every other row. */
  @Column('timestamptz')
  validFrom: Date;
}

/** A row without what the projector fills in by itself. */
export type RowData<Row extends ReadModelRow> = Omit<Row, keyof ReadModelRow>;

/** How a row follows from the one before and an event; `undefined` stands for no row. Pure. */
export type Fold<Row extends ReadModelRow, Event> = (
  row: RowData<Row> | undefined,
  event: Event,
) => RowData<Row> | undefined;

type EventsByType<C extends EventCategory> = {
  [T in EventOf<C>['type']]: RecordedEvent<T, Extract<EventOf<C>, { type: T }>['data']>;
};

/** One fold, or `'ignored'`, for every event type of a category: a forgotten one does not compile. */
type Folds<Row extends ReadModelRow, C extends EventCategory> = {
  readonly [T in keyof EventsByType<C>]: Fold<Row, EventsByType<C>[T]> | 'ignored';
};

/** A read model: a pure function of the log. */
export interface Projection {
  /** The name of its table. */
  readonly name: string;
  /** Raised whenever a fold or the table changes: the read model is then built anew. */
  readonly version: number;
  readonly row: Type<ReadModelRow>;
  readonly categories: readonly EventCategory[];
  readonly folds: Readonly<Record<string, Readonly<Record<string, Fold<ReadModelRow, RecordedEvent> | 'ignored'>>>>;
  /**
   * The ids of the rows that an event touches. If not stated: its record's own id, or, where several kinds of record share
   * the read model, the name of its stream. What is stated MUST differ between any two records.
   */
  readonly keys: (event: RecordedEvent) => readonly string[];
  readonly erasure?: Erasure<string>;
}

/** The event with which a record's key ends, and the columns that hold what it sealed: past versions keep none of it either. */
interface Erasure<Column> {
  readonly event: string;
  readonly columns: readonly Column[];
}

interface Definition<Row extends ReadModelRow, Categories extends Record<string, EventCategory>> {
  readonly name: string;
  readonly version: number;
  readonly row: Type<Row>;
  readonly from: Categories;
  readonly keys?: (event: RecordedEvent) => readonly string[];
  readonly erasure?: Erasure<keyof RowData<Row> & string>;
}

/** Declares a read model: first its table and the categories it reads, then, with `on`, one fold per event type. */
export function projection<Row extends ReadModelRow, Categories extends Record<string, EventCategory>>(
  definition: Definition<Row, Categories>,
): { on: (folds: { readonly [C in keyof Categories]: Folds<Row, Categories[C]> }) => Projection } {
  const { name, version, row, from, erasure } = definition;
  const severalKinds = Object.keys(from).length > 1;
  const { keys = ({ category, id }) => [severalKinds ? streamName(category, id) : id] } = definition;
  return {
    on: (folds) => ({
      name,
      version,
      row,
      categories: Object.values(from),
      folds: Object.fromEntries(
        Object.entries(from).map(([key, { category }]) => [category, folds[key] as Projection['folds'][string]]),
      ),
      keys,
      ...(erasure && { erasure }),
    }),
  };
}

/** The versions that the rows of a read model had before: its columns and `valid_to`, the moment they were replaced. */
export const historyOf = (readModel: string): string => `${readModel}_history`;

/** What a read model consists of: its table and its history. They are written, built and replaced together. */
export const tablesOf = ({ name }: Projection): readonly string[] => [name, historyOf(name)];

/** `studyPurpose` → `study_purpose`: the one rule between a property and its column. */
export const columnName = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columnsByRow = new WeakMap<Type<ReadModelRow>, readonly string[]>();

/** The properties of a row class that are columns, its base classes' included. */
export function columnsOf(row: Type<ReadModelRow>): readonly string[] {
  const known = columnsByRow.get(row);
  if (known) return known;
  const own = getMetadataArgsStorage().filterColumns(ancestry(row));
  const columns = [...new Set(own.map(({ propertyName }) => propertyName))];
  columnsByRow.set(row, columns);
  return columns;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
function ancestry(row: Type<ReadModelRow>): Function[] {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type
  const classes: Function[] = [];
  for (
    let type: unknown = row;
    typeof type === 'function' && type !== Function.prototype;
    type = Object.getPrototypeOf(type)
  ) {
    classes.push(type);
  }
  return classes;
}
