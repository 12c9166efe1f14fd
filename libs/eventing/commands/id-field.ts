import { applyDecorators } from '@nestjs/common';
import { Field, ID } from '@nestjs/graphql';
import { ArrayMaxSize, IsArray, IsOptional, IsUUID } from 'class-validator';

interface Options {
  readonly optional?: true;
}

/** The id of a person or a thing. `InputPipe` has written it in lower case, so that the same one is always the same text. */
export function Id(description: string, { optional }: Options = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => ID, { description, ...(optional && { nullable: true }) }),
    ...(optional ? [IsOptional()] : []),
    IsUUID(),
  );
}

/** Ids of people or things, 100 at most. */
export function Ids(description: string, { optional }: Options = {}): PropertyDecorator {
  return applyDecorators(
    Field(() => [ID], { description, ...(optional && { defaultValue: [] }) }),
    IsArray(),
    ArrayMaxSize(100),
    IsUUID(undefined, { each: true }),
  );
}
