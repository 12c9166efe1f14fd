import { applyDecorators, createParamDecorator, type ExecutionContext, type Type as ClassType } from '@nestjs/common';
import { ArgsType, Field, GqlExecutionContext, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { SelectQueryBuilder } from 'typeorm';
import { Moment } from '#libs/eventing/commands/fields.js';
import type { ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { BadInput } from '../graphql/errors.js';

/** The position of a receipt: the query waits until the read model shows everything up to there. */
export function AfterPosition(): PropertyDecorator {
  return applyDecorators(
    Field(() => String, { nullable: true, description: 'Show everything up to this position, taken from a receipt.' }),
    IsOptional(),
    Matches(/^\d{1,18}$/),
  );
}

/** A moment: the query answers what the log showed then (D20, D35). */
export function AsAt(): PropertyDecorator {
  return Moment({
    optional: true,
    scalar: GraphQLISODateTime,
    description: 'Show what had been recorded by this moment, as it stood then: ISO 8601 with a time zone.',
  });
}

/** What every question to a log takes: how fresh, and of which day. */
@ArgsType()
export class LogArgs {
  @AfterPosition()
  after?: string;

  @AsAt()
  asAt?: string;
}

export function First(): PropertyDecorator {
  return applyDecorators(
    Field(() => Int, { defaultValue: 50, description: 'How many entries, 200 at most.' }),
    IsInt(),
    Min(1),
    Max(200),
  );
}

export function Cursor(): PropertyDecorator {
  return applyDecorators(
    Field(() => String, { nullable: true, description: 'The `nextCursor` of the page before.' }),
    IsOptional(),
    Matches(/^[\w-]{1,400}$/),
  );
}

/** What every list takes besides: how many, and from where on. */
@ArgsType()
export class PageArgs extends LogArgs {
  @First()
  first: number;

  @Cursor()
  cursor?: string;
}

/** The fields that the sender asks of one level of the answer; what a fragment or an alias asks for counts as well. */
function askedWithin(sets: readonly (SelectionSetNode | undefined)[], { fragments }: GraphQLResolveInfo): FieldNode[] {
  const fieldsOf = (selection: SelectionNode): FieldNode[] => {
    if (selection.kind === Kind.FIELD) return [selection];
    const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return within?.selectionSet.selections.flatMap(fieldsOf) ?? [];
  };
  return sets.flatMap((set) => set?.selections.flatMap(fieldsOf) ?? []);
}

const askedOf = (context: ExecutionContext): { info: GraphQLResolveInfo; fields: FieldNode[] } => {
  const info = GqlExecutionContext.create(context).getInfo<GraphQLResolveInfo>();
  const sets = info.fieldNodes.map(({ selectionSet }) => selectionSet);
  return { info, fields: askedWithin(sets, info) };
};

/** Whether the sender asks for a field of the answer that costs a statement of its own. */
const Asked = createParamDecorator((field: string, context: ExecutionContext): boolean =>
  askedOf(context).fields.some(({ name }) => name.value === field),
);

/** Whether the sender asks how many entries match in all. */
export const CountAsked = (): ParameterDecorator => Asked('total');

/** Whether the sender asks for the proof that they were shown this. */
export const MarkAsked = (): ParameterDecorator => Asked('mark');

/** What the sender asks of each entry: of a log whose entries are its rows, nothing else need be read. */
export const EntryFieldsAsked = createParamDecorator((_: unknown, context: ExecutionContext): ReadonlySet<string> => {
  const { info, fields } = askedOf(context);
  const entries = fields.filter(({ name }) => name.value === 'entries').map(({ selectionSet }) => selectionSet);
  return new Set(askedWithin(entries, info).map(({ name }) => name.value));
});

/** The answer's proof of having been shown. */
export function Mark(): PropertyDecorator {
  return Field(() => String, {
    nullable: true,
    description: 'Proves that you were shown this: what a visit of a governor is signed for. Null for a past moment.',
  });
}

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
  /** Left out where nobody asked for it. */
  readonly total?: number;
}

/** The GraphQL type of a page of entries. */
export function pageOf<Entry>(entry: ClassType<Entry>): ClassType<Page<Entry>> {
  @ObjectType({ isAbstract: true })
  class EntryPage {
    @Field(() => [entry])
    entries: Entry[];

    @Field(() => String, {
      nullable: true,
      description: 'Give it as `cursor` for the next page; null on the last one.',
    })
    nextCursor: string | null;

    @Field(() => Int, { description: 'How many entries match in all.' })
    total?: number;
  }
  return EntryPage;
}

/** The place of an entry in a list ordered by a moment, newest first, then by id. */
interface Place {
  readonly at: Date;
  readonly id: string;
}

const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** @throws BadInput for what is no cursor of ours: a forged one could name what no column can be compared with. */
function placeOf(cursor: string): Place {
  const [moment = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(moment);
  const ours = /^[\x21-\x7e]+$/.test(id) && /^\d{4}-/.test(moment) && !Number.isNaN(at.getTime());
  if (!ours || cursorOf({ at, id }) !== cursor)
    throw new BadInput([{ field: 'cursor', rule: 'cursor must be the nextCursor of a page' }]);
  return { at, id };
}

/** What a list is ordered by, newest first: the column, and how an entry becomes a cursor's moment, and that the column's value. */
export interface Order<Row> {
  readonly column: string;
  readonly momentOf: (entry: Row) => Date;
  readonly columnOf?: (moment: Date) => string;
}

/**
 * One page of a query whose rows are called `entry`, and how many match in all where that is `counted`. Of each entry
 * the `fields` are read, or all; `id` and what the list is ordered by in any case.
 */
export async function pageIn<Row extends ReadModelRow>(
  query: SelectQueryBuilder<Row>,
  { first, cursor }: Pick<PageArgs, 'first' | 'cursor'>,
  { column, momentOf, columnOf }: Order<Row>,
  counted: boolean,
  fields?: ReadonlySet<string>,
): Promise<Page<Row>> {
  const place = cursor ? placeOf(cursor) : undefined;
  const total = counted ? query.clone().getCount() : undefined;
  if (place) {
    const { at, id } = place;
    query.andWhere(`(entry.${column}, entry.id) < (:at, :place)`, { at: columnOf ? columnOf(at) : at, place: id });
  }
  const page = selectingEntries(
    query,
    (property, name) => !fields || fields.has(property) || [property, name].includes(column),
  )
    .orderBy(`entry.${column}`, 'DESC')
    .addOrderBy('entry.id', 'DESC')
    .limit(first + 1)
    .getRawMany<Row>();
  const [found, matching] = await Promise.all([page, total]);
  const entries = found.slice(0, first);
  const last = entries.at(-1);
  const nextCursor = found.length > first && last ? cursorOf({ at: momentOf(last), id: last.id }) : null;
  return { entries, nextCursor, ...(matching !== undefined && { total: matching }) };
}

/**
 * Selects columns under the names of their properties, so that a row is an entry as it comes: rows are flat, and TypeORM's
 * own way of making entries of them is much work for nothing. As one piece of text, for TypeORM compares each with all.
 */
function selectingEntries<Row extends ReadModelRow>(
  query: SelectQueryBuilder<Row>,
  wanted: (property: string, column: string) => boolean,
): SelectQueryBuilder<Row> {
  const { mainAlias, selects } = query.expressionMap;
  if (!mainAlias) throw new Error('a page is read from one table');
  const columns = mainAlias.metadata.columns
    .filter(({ propertyName, databaseName }) => propertyName === 'id' || wanted(propertyName, databaseName))
    .map(({ propertyName, databaseName }) => `"entry"."${databaseName}" as "${propertyName}"`);
  // What was selected beside them has a name of its own.
  const beside = selects.filter(({ aliasName }) => aliasName !== undefined);
  query.select(columns.join(', '));
  for (const { selection, aliasName } of beside) query.addSelect(selection, aliasName);
  return query;
}
