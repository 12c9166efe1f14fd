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

/** Declares an event type by the shape of its data, a `z.strictObject`: a field nobody declared is refused, not lost. */
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
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

/** What event data are made of, besides objects, lists, options and unions: JSON, and nothing a mark could hide in. */
const plainKinds = ['string', 'number', 'boolean', 'enum', 'literal', 'null'];

function personalPathsOf(schema: z.ZodType): PersonalPath[] {
  const paths = new Map(marksIn(schema, []).map((mark) => [JSON.stringify(mark), mark]));
  const places = new Set([...paths.values()].map(({ path }) => path.join('.')));
  if (places.size < paths.size) throw new Error('a personal field has one subject, whichever shape its event takes');
  return [...paths.values()];
}

function marksIn(schema: z.ZodType, path: readonly string[]): PersonalPath[] {
  const subject = subjectOf(schema);
  if (subject !== undefined) return [{ path, subject }];
  const { type, shape, catchall, element, innerType, options } = schema.def as Definition;
  if (shape && catchall?.type !== 'never') throw new Error('event data are strict objects: use z.strictObject');
  if (shape) return Object.entries(shape).flatMap(([name, field]) => marksIn(field, [...path, name]));
  if (element) return marksIn(element, [...path, '*']);
  if (innerType) return marksIn(innerType, path);
  if (options) return options.flatMap((option) => marksIn(option, path));
  if (plainKinds.includes(type)) return [];
  throw new Error(
    `event data cannot hold a '${type}' at ${path.join('.')}: a personal field in it would stay unsealed`,
  );
}

/** Whose key protects what this schema describes, if it is marked as personal. */
export function subjectOf(schema: z.ZodType): Subject | undefined {
  return personalFields.get(schema)?.subject;
}

/** Reads data of an old version as the newest. */
export function upcast(type: EventType<unknown>, version: number, data: unknown): unknown {
  return type.versions
    .slice(version)
    .reduce((older, next) => (next.upcast ? next.upcast(older as never) : older), data);
}
