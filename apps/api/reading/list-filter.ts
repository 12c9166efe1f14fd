import { applyDecorators } from '@nestjs/common';
import { Field } from '@nestjs/graphql';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { SelectQueryBuilder } from 'typeorm';
import type { ReadModelRow } from '#libs/eventing/read-models/projection.js';

/** Any of an enum's words. */
export const OneOf = (words: Readonly<Record<string, string>>): PropertyDecorator =>
  applyDecorators(
    Field(() => [words], { nullable: true }),
    IsOptional(),
    IsIn(Object.values(words), { each: true }),
  );

/** Codes of the adopted policy. */
export const Codes = (): PropertyDecorator =>
  applyDecorators(
    Field(() => [String], { nullable: true }),
    IsOptional(),
    IsString({ each: true }),
    MaxLength(100, { each: true }),
  );

/** Narrows each column to the words given for it; the columns are ours, never the sender's. */
export function among<Row extends ReadModelRow>(
  query: SelectQueryBuilder<Row>,
  lists: Readonly<Record<string, readonly string[] | null | undefined>>,
): typeof query {
  for (const [column, words] of Object.entries(lists))
    if (words) query.andWhere(`entry.${column} = any(:${column})`, { [column]: words });
  return query;
}
