import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { resolvers } from '../../apps/api/resolvers-and-controllers.js';
import { BadInput } from '../../apps/api/graphql/errors.js';
import { InputPipe } from '../../apps/api/graphql/input-pipe.js';
import type { Operation } from './schema-walk.js';

/** What the API makes of the arguments of an operation before its method gets them, or the fields that it refuses. */
export interface Checked {
  readonly values: readonly unknown[];
  readonly refused: BadInput['fields'];
}

interface Parameter {
  readonly index: number;
  readonly data?: string;
}

const pipe = new InputPipe();

/** Hands arguments, as GraphQL has taken them, to the pipe of the API, parameter by parameter. */
export async function checkedInputs({ name }: Operation, args: Record<string, unknown>): Promise<Checked> {
  const resolver = resolvers.find(({ prototype }) => Object.hasOwn(prototype as object, name));
  if (!resolver) throw new Error(`no resolver has ${name}`);
  const types = Reflect.getMetadata('design:paramtypes', resolver.prototype, name) as Type[];
  const known = (Reflect.getMetadata(ROUTE_ARGS_METADATA, resolver, name) ?? {}) as Record<string, Parameter>;
  const values: unknown[] = [];
  const refused: { field: string; rule: string }[] = [];
  // 3 is how Nest calls the arguments of a field.
  for (const { index, data } of Object.entries(known).flatMap(([key, of]) => (key.startsWith('3:') ? [of] : []))) {
    const given = data === undefined ? args : args[data];
    try {
      values.push(await pipe.transform(given, { type: 'body', metatype: types[index], data }));
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      refused.push(...error.fields);
    }
  }
  return { values, refused };
}
