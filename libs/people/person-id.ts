import { applyDecorators } from '@nestjs/common';
import { Id, Ids } from '#libs/eventing/commands/id-field.js';

/** By the prototype of an input class, its fields that name people. */
const naming = new WeakMap<object, Set<string>>();

/** The field holds the id of a person, or several: what the school knows of them is looked up for the decision. */
export const NamesPeople = (): PropertyDecorator => (target, property) => {
  const fields = naming.get(target) ?? new Set();
  naming.set(target, fields.add(String(property)));
};

export const PersonId = (...options: Parameters<typeof Id>): PropertyDecorator =>
  applyDecorators(Id(...options), NamesPeople());

/** Ids of people, 100 at most. */
export const PersonIds = (...options: Parameters<typeof Ids>): PropertyDecorator =>
  applyDecorators(Ids(...options), NamesPeople());

/** The fields of an input class, given by its prototype, that name people. */
export function fieldsNamingPeople(prototype: object): readonly string[] {
  const fields: string[] = [];
  for (let type: object | null = prototype; type !== null; type = Object.getPrototypeOf(type) as object | null)
    fields.push(...(naming.get(type) ?? []));
  return fields;
}

/** The ids of the people whom a command names, itself or in the inputs that it holds; each once. */
export function peopleNamedIn(input: object): string[] {
  const fields = new Set(fieldsNamingPeople(Object.getPrototypeOf(input) as object));
  const named = Object.entries(input).flatMap(([field, value]: [string, unknown]): string[] => {
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (fields.has(field)) return parts.filter((id) => typeof id === 'string');
    return parts.flatMap((part) => (typeof part === 'object' && part !== null ? peopleNamedIn(part) : []));
  });
  return [...new Set(named)];
}
