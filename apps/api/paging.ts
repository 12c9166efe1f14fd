import { applyDecorators, type Type as ClassType } from '@nestjs/common';
import { ArgsType, Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import { Moment } from '#libs/eventing/fields.js';
import type { ReadModelRow } from '#libs/eventing/projection.js';
import { BadInput } from './errors.js';

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

/** What every list takes: how many, from where on, how fresh, and of which day. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 50, description: 'How many entries, 200 at most.' })
  @IsInt()
  @Min(1)
  @Max(200)
  first: number;

  @Field(() => String, { nullable: true, description: 'The `nextCursor` of the page before.' })
  @IsOptional()
  @Matches(/^[\w-]{1,400}$/)
  cursor?: string;

  @AfterPosition()
  after?: string;

  @AsAt()
  asAt?: string;
}

export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
  readonly total: number;
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
    total: number;
  }
  return EntryPage;
}

/** The place of an entry in a list ordered by a moment, newest first, then by id. */
interface Place {
  readonly at: Date;
  readonly id: string;
}

const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** @throws BadInput for what is no cursor of ours. */
function placeOf(cursor: string): Place {
  const [moment = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(moment);
  if (Number.isNaN(at.getTime()) || id === '') {
    throw new BadInput([{ field: 'cursor', rule: 'cursor must be the nextCursor of a page' }]);
  }
  return { at, id };
}

/** What a list is ordered by, newest first: the column, and how an entry becomes a cursor's moment, and that the column's value. */
export interface Order<Row> {
  readonly column: string;
  readonly momentOf: (entry: Row) => Date;
  readonly columnOf?: (moment: Date) => string;
}

/** One page of a query whose rows are called `entry`, and how many match in all. */
export async function pageIn<Row extends ReadModelRow>(
  query: SelectQueryBuilder<Row>,
  { first, cursor }: Pick<PageArgs, 'first' | 'cursor'>,
  { column, momentOf, columnOf }: Order<Row>,
): Promise<Page<Row>> {
  const total = await query.getCount();
  if (cursor) {
    const { at, id } = placeOf(cursor);
    query.andWhere(`(entry.${column}, entry.id) < (:at, :place)`, { at: columnOf ? columnOf(at) : at, place: id });
  }
  const found = await query
    .orderBy(`entry.${column}`, 'DESC')
    .addOrderBy('entry.id', 'DESC')
    .limit(first + 1)
    .getMany();
  const entries = found.slice(0, first);
  const last = entries.at(-1);
  const nextCursor = found.length > first && last ? cursorOf({ at: momentOf(last), id: last.id }) : null;
  return { entries, total, nextCursor };
}
