import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import type { IncomingMessage, ServerResponse } from 'node:http';

const tracer = trace.getTracer('daybook');

/** One span for each request, in the sender's trace if it names one; without tracing it does nothing. */
export function requestSpan(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const parent = propagation.extract(context.active(), request.headers);
  const span = tracer.startSpan('graphql', { kind: SpanKind.SERVER }, parent);
  response.once('close', () => {
    span.setAttribute('http.response.status_code', response.statusCode);
    span.end();
  });
  context.with(trace.setSpan(parent, span), next);
}
