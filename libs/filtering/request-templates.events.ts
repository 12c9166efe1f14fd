import { z } from 'zod';
import { event, eventCategory, personal, type EventOf } from '#libs/eventing/schemas/event-schemas.js';
import { canonicalScope, changeDirections, scopeKinds, targetKinds } from './filter-scope.js';

/** Free text may name a child, so it is sealed under the record's own key. */
const text = personal(z.string(), 'record');
const template = z.guid();
const version = z.int().positive();

const content = z.strictObject({
  template,
  version,
  name: text,
  does: z.enum(changeDirections),
  targetKind: z.enum(targetKinds),
  scope: z.strictObject({ kind: z.enum(scopeKinds), name: z.string().optional() }),
  /** What an opening is for, and how long it lasts; a block has neither. */
  studyPurpose: text.optional(),
  days: z.int().positive().optional(),
});

/** From the time when a group was written as somebody typed it. */
const inOneWay = (older: z.infer<typeof content>) => ({ ...older, scope: canonicalScope(older.scope) });

/** The school's templates of filtering requests (SL6): what is asked for often, written down once. One record for each school. */
export const requestTemplateEvents = eventCategory('requestTemplates', {
  TemplateWritten: event(content).next(content, inOneWay),
  TemplateRevised: event(content).next(content, inOneWay),
  TemplateRetired: event(z.strictObject({ template, reason: text })),
});

export type RequestTemplateEvent = EventOf<typeof requestTemplateEvents>;
