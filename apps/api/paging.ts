import { applyDecorators, type Type as ClassType } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { BadInput } from './errors.js';

/** The position of a receipt: the query waits until the read model shows everything up to there. */
export function AfterPosition(): PropertyDecorator {
  return applyDecorators(
    Field(() => String, { nullable: true, description: 'Show everything up to this position, taken from a receipt.' }),
    IsOptional(),
    Matches(/^\d{1,18}$/),
  );
}

/** What every list takes: how many, from where on, and how fresh. */
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
export interface Place {
  readonly at: Date;
  readonly id: string;
}

export const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');

/** @throws BadInput for what is no cursor of ours. */
export function placeOf(cursor: string): Place {
  const [moment = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = new Date(moment);
  if (Number.isNaN(at.getTime()) || id === '') {
    throw new BadInput([{ field: 'cursor', rule: 'cursor must be the nextCursor of a page' }]);
  }
  return { at, id };
}
