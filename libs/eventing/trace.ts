import { context, propagation, SpanStatusCode, trace, type Attributes, type Link } from '@opentelemetry/api';
import { z } from 'zod';
import type { StoredEvent } from './log/stored-event.js';

/** As W3C Trace Context writes it. */
const traceparentText = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const carrying = z.object({ traceparent: z.string().regex(traceparentText) });
const mostLinks = 100;

const tracer = trace.getTracer('daybook');

/**
 * Runs work as one span of a trace; without tracing it only runs it. Attributes are names and counts, never a value
 * somebody entered; of an error only its code or name is kept.
 */
export function traced<T>(
  name: string,
  { attributes, links }: { attributes?: Attributes; links?: Link[] },
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { ...(attributes && { attributes }), ...(links && { links }) }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** What kind of error it is, without its message: that may quote what somebody wrote. */
export function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return [code, name].find((part) => typeof part === 'string') ?? 'Error';
}

/** The span under way, to be written beside an event; nothing without tracing. */
export function traceparent(): { traceparent?: string } {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent === undefined ? {} : { traceparent: carrier.traceparent };
}

/** The spans that appended these events, each once. */
export function linksTo(events: readonly StoredEvent[]): Link[] {
  const found = new Map<string, Link>();
  for (const { metadata } of events) {
    const { data } = carrying.safeParse(metadata);
    const [, traceId = '', spanId = '', flags = '00'] = traceparentText.exec(data?.traceparent ?? '') ?? [];
    if (spanId !== '' && found.size < mostLinks)
      found.set(spanId, { context: { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true } });
  }
  return [...found.values()];
}
