import { setFlagsFromString } from 'node:v8';
import { fromDotNet, NotSupported } from './dotnet-regex.js';
import { invalid, malformed } from './call-error.js';
import type { LoggedEvent } from './store/event-log.js';

export type EventFilter = (event: Pick<LoggedEvent, 'stream' | 'type'>) => boolean;

/** A filter of $all by event type or stream name: what begins with a prefix, or what matches a regular expression. */
export interface FilterSpec {
  readonly on: 'type' | 'stream';
  readonly prefixes: readonly string[];
  readonly regex: string;
}

interface ExpressionMessage {
  getPrefixList(): string[];
  getRegex(): string;
}
export interface FilterMessage {
  getStreamIdentifier(): ExpressionMessage | undefined;
  getEventType(): ExpressionMessage | undefined;
}

export function filterSpecOf(filter: FilterMessage): FilterSpec {
  const byType = filter.getEventType();
  const expression = byType ?? filter.getStreamIdentifier();
  if (expression === undefined) throw invalid("'None' is not a valid filter");
  const on = byType === undefined ? 'stream' : 'type';
  return { on, prefixes: expression.getPrefixList(), regex: expression.getRegex() };
}

export function compileFilterSpec({ on, prefixes, regex }: FilterSpec): EventFilter {
  if (prefixes.length > 0) return (event) => prefixes.some((prefix) => event[on].startsWith(prefix));
  if (regex === '') return () => false;
  const compiled = linearRegex(regex);
  return (event) => compiled.test(event[on]);
}

// V8's second engine, which takes time in proportion to the text whatever the expression; it is asked for by a flag.
setFlagsFromString('--enable-experimental-regexp-engine');

/** A client's expression, one of .NET, must not be able to keep the server busy, so it runs on the engine that cannot be. */
function linearRegex(source: string): RegExp {
  try {
    return new RegExp(fromDotNet(source), 'l');
  } catch (error) {
    if (error instanceof NotSupported)
      throw invalid(`This server does not support this in a regular expression: ${error.message}`);
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.includes('linear time'))
      throw invalid('This server does not support so many repetitions in a regular expression');
    throw malformed(`'${source}' is not a valid regular expression`);
  }
}
