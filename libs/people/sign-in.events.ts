import { z } from 'zod';
import { event, eventCategory, type EventOf } from '#libs/eventing/schemas/event-schemas.js';

/**
 * Whose way of signing in one is (D5). The record's id stands for a subject of the issuer of tokens and says nothing
 * about it; somebody may sign in by several.
 */
export const signInEvents = eventCategory('signIn', {
  SignInLinked: event(z.strictObject({ person: z.guid() })),
  SignInUnlinked: event(z.strictObject({})),
});

export type SignInEvent = EventOf<typeof signInEvents>;
