import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { londonMoment, plusDays } from '#libs/calendar/london-time.js';
import { Moment } from '#libs/eventing/commands/fields.js';
import { isDay } from '#libs/eventing/commands/moments.js';

interface Options {
  readonly description: string;
  readonly optional?: true;
}

/** A moment, or a whole day at the school: what begins on it does so at its midnight, what ends on it at the next. */
export function SchoolMoment(edge: 'begin' | 'end', { description, optional }: Options): PropertyDecorator {
  const asDay = edge === 'begin' ? 'its beginning' : 'its end';
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => momentOf(value, edge)),
    Moment({
      description: `${description} ISO 8601 with a time zone, or a day at the school, as 2026-03-12, for ${asDay}.`,
      ...(optional && { optional }),
    }),
  );
}

/** What is no day is left as it came: a moment, or what the validator refuses. */
function momentOf(value: unknown, edge: 'begin' | 'end'): unknown {
  if (!isDay(value)) return value;
  return londonMoment(edge === 'begin' ? value : plusDays(value, 1), '00:00').toISOString();
}
