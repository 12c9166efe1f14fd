import { applyDecorators } from '@nestjs/common';
import { Field, ID } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsUUID } from 'class-validator';

interface Options {
  readonly optional?: true;
}

const inLowerCase = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(inLowerCase) : typeof value === 'string' ? value.toLowerCase() : value;

/** The id of a person or a thing; in lower case, so that the same one is always the same text. */
export function Id(description: string, { optional }: Options = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => ID, { description, ...(optional && { nullable: true }) }),
    Transform(({ value }: { value: unknown }) => inLowerCase(value)),
    ...(optional ? [IsOptional()] : []),
    IsUUID(),
  );
}

/** Ids of people or things, 100 at most. */
export function Ids(description: string, { optional }: Options = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => [ID], { description, ...(optional && { defaultValue: [] }) }),
    Transform(({ value }: { value: unknown }) => inLowerCase(value)),
    IsArray(),
    ArrayMaxSize(100),
    IsUUID(undefined, { each: true }),
  );
}
