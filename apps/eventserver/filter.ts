import { setFlagsFromString } from 'node:v8';
import { invalid, malformed } from './call-error.js';
import type { ReadReq } from './protocol.js';
import type { LoggedEvent } from './store/event-log.js';

export type EventFilter = (event: Pick<LoggedEvent, 'stream' | 'type'>) => boolean;

interface FilterMessage {
  getStreamIdentifier(): Expression | undefined;
  getEventType(): Expression | undefined;
}
type Expression = InstanceType<typeof ReadReq.Options.FilterOptions.Expression>;

/** A filter of $all by event type or stream name; it matches what begins with a prefix, or a regular expression. */
export function compileFilter(filter: FilterMessage): EventFilter {
  const byType = filter.getEventType();
  const byStream = filter.getStreamIdentifier();
  if (byType !== undefined) {
    const matches = compileExpression(byType);
    return (event) => matches(event.type);
  }
  if (byStream !== undefined) {
    const matches = compileExpression(byStream);
    return (event) => matches(event.stream);
  }
  throw invalid("'None' is not a valid filter");
}

function compileExpression(expression: Expression): (text: string) => boolean {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  const regex = expression.getRegex();
  if (regex === '') return () => false;
  const compiled = linearRegex(regex);
  return (text) => compiled.test(text);
}

// V8's second engine, which takes time in proportion to the text whatever the expression; it is asked for by a flag.
setFlagsFromString('--enable-experimental-regexp-engine');

/** A client's expression must not be able to keep the server busy, so it runs on the engine that cannot be. */
function linearRegex(source: string): RegExp {
  try {
    return new RegExp(source, 'l');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.includes('linear time'))
      throw invalid(`${reason}: look-around and back-references are not supported here`);
    throw malformed(reason);
  }
}
