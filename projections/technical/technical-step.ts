import { Field, ObjectType } from '@nestjs/graphql';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';

@ObjectType({ description: 'One act in the life of a record.' })
export class TechnicalStep {
  @Field(() => String, { description: 'The name of the event, as GuestAccountClosed.' })
  what: string;

  @Field(() => String, { description: 'The id of the person; `daybook` for the system itself.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'When it was recorded, ISO 8601 in UTC.' })
  at: string;

  @Field(() => String, { nullable: true, description: 'What was written with it.' })
  text?: string | undefined;
}

export function technicalStep({ type, by }: RecordedEvent, text?: string): TechnicalStep {
  return { what: type, who: by.actor, role: by.role, at: by.at, ...(text !== undefined && { text }) };
}

interface WithSteps {
  readonly steps: readonly TechnicalStep[];
}

/** The row with one more step; a record that nobody began has none. */
export function after<Row extends WithSteps>(row: Row | undefined, event: RecordedEvent, text?: string): Row {
  if (!row) throw new Error(`${event.type} without a beginning before it`);
  return { ...row, steps: [...row.steps, technicalStep(event, text)] };
}

interface Waiting extends WithSteps {
  readonly overdueSince: Date | null;
  readonly alerted: readonly string[];
}

/** Nobody waits any more. */
export const inTime = { overdueSince: null, alerted: [] };

/** Waiting too long: since the first moment that was missed, with everybody told so far. */
export function late<Row extends Waiting>(
  row: Row | undefined,
  event: RecordedEvent<string, { readonly alert: readonly string[] }>,
  missed: string,
): Row {
  const before = after(row, event);
  const alerted = [...new Set([...before.alerted, ...event.data.alert])];
  return { ...before, overdueSince: before.overdueSince ?? new Date(missed), alerted };
}
