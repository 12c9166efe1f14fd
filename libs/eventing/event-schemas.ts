import { z } from 'zod';

/** Whose key protects a personal field: `record` (the record itself), or the sibling field that holds a person's id. */
export type Subject = string;

const personalFields = z.registry<{ subject: Subject }>();

/**
 * Marks a text of an event as personal data: in the store it stands encrypted under the key of its subject,
 * so that destroying the key erases it while the log stays whole.
 */
export function personal<S extends z.ZodType<string>>(text: S, subject: Subject): S {
  const marked: z.ZodType<string> = text.clone();
  personalFields.add(marked, { subject });
  return marked as S;
}

/** One shape an event type has had, with the way to the next one. */
interface EventVersion {
  readonly schema: z.ZodObject;
  readonly personalPaths: readonly PersonalPath[];
  /** How data of the version before is read as this one; the first version has none. */
  readonly upcast?: (before: never) => unknown;
}

/** An event type: all the shapes it ever had. Old ones are read for ever. */
export interface EventType<Data> {
  readonly versions: readonly EventVersion[];
  /** Adds a new shape; `upcast` reads the one before as the new one. */
  next<S extends z.ZodObject>(schema: S, upcast: (before: Data) => z.infer<S>): EventType<z.infer<S>>;
  /** Never set: carries the type of the newest shape. */
  readonly data?: Data;
}

function eventType<Data>(versions: readonly EventVersion[]): EventType<Data> {
  return {
    versions,
    next: (schema, upcast) => eventType([...versions, { schema, personalPaths: personalPathsOf(schema), upcast }]),
  };
}

/** Declares an event type by the shape of its data. Use `z.strictObject`: a field nobody declared is refused. */
export function event<S extends z.ZodObject>(schema: S): EventType<z.infer<S>> {
  return eventType([{ schema, personalPaths: personalPathsOf(schema) }]);
}

/** The event types of one stream category, by name. */
export type EventTypes = Readonly<Record<string, EventType<unknown>>>;

/** A stream category (camelCase, no hyphen: EventStoreDB splits at the first) and its event types. */
export interface EventCategory<T extends EventTypes = EventTypes> {
  readonly category: string;
  readonly types: T;
}

export function eventCategory<T extends EventTypes>(category: string, types: T): EventCategory<T> {
  if (!/^[a-z][A-Za-z]*$/.test(category)) throw new Error(`'${category}' is not a camelCase category`);
  return { category, types };
}

/** The union `{type, data}` of a category's events, newest shapes. */
export type EventOf<C extends EventCategory> = {
  [K in keyof C['types'] & string]: { readonly type: K; readonly data: NonNullable<C['types'][K]['data']> };
}[keyof C['types'] & string];

/** Where a personal field stands: property names, `*` for each item of a list. */
export interface PersonalPath {
  readonly path: readonly string[];
  readonly subject: Subject;
}

interface Definition {
  readonly type: string;
  readonly shape?: Record<string, z.ZodType>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

function personalPathsOf(schema: z.ZodType, path: readonly string[] = []): PersonalPath[] {
  const mark = personalFields.get(schema);
  if (mark) return [{ path, subject: mark.subject }];
  const { shape, element, innerType, options } = schema.def as Definition;
  if (shape) return Object.entries(shape).flatMap(([name, field]) => personalPathsOf(field, [...path, name]));
  if (element) return personalPathsOf(element, [...path, '*']);
  if (innerType) return personalPathsOf(innerType, path);
  return (options ?? []).flatMap((option) => personalPathsOf(option, path));
}

/** Reads data of an old version as the newest. */
export function upcast(type: EventType<unknown>, version: number, data: unknown): unknown {
  return type.versions
    .slice(version)
    .reduce((older, next) => (next.upcast ? next.upcast(older as never) : older), data);
}
