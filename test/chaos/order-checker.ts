/**
 * Whether a log kept its promises, checked exactly from what its clients were told. Every acknowledgement names a
 * revision and a position, so no search is needed: order in time must be order of positions.
 */
export interface Append {
  readonly stream: string;
  /** The revision it demanded, -1 for a stream that must not exist. */
  readonly expected: number;
  readonly ids: readonly string[];
  readonly askedAt: number;
  /** Left out when no answer came: it may have happened, once, or not. */
  readonly answer?: { readonly at: number; readonly revision: number; readonly position: number };
}

export interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly id: string;
}

/** What a subscriber was sent, over all its connections. */
export interface Subscriber {
  readonly name: string;
  /** The one stream it follows; left out, it follows all of them. */
  readonly stream?: string;
  readonly received: readonly Recorded[];
}

/** Where the log was said to end. */
export interface Reading {
  readonly askedAt: number;
  readonly position: number;
}

export interface History {
  readonly appends: readonly Append[];
  /** The whole log, in the order in which it is read. */
  readonly log: readonly Recorded[];
  readonly subscribers: readonly Subscriber[];
  readonly readings: readonly Reading[];
}

/** Every broken promise in words; an empty list means that none was broken. */
export function violations({ appends, log, subscribers, readings }: History): string[] {
  return [
    ...brokenLog(log),
    ...brokenAppends(appends, log),
    ...brokenTimeOrder(appends),
    ...brokenReadings(readings, appends),
    ...subscribers.flatMap((subscriber) => brokenSubscriber(subscriber, log)),
  ];
}

function brokenLog(log: readonly Recorded[]): string[] {
  const found: string[] = [];
  const heads = new Map<string, number>();
  const ids = new Set<string>();
  let last = 0;
  for (const event of log) {
    if (event.position <= last) found.push(`position ${event.position} comes after position ${last}`);
    last = event.position;
    const next = (heads.get(event.stream) ?? -1) + 1;
    if (event.revision !== next) found.push(`${event.stream} has revision ${event.revision} where ${next} is due`);
    heads.set(event.stream, event.revision);
    if (ids.has(event.id)) found.push(`the event ${event.id} is there twice`);
    ids.add(event.id);
  }
  return found;
}

function brokenAppends(appends: readonly Append[], log: readonly Recorded[]): string[] {
  const byId = new Map(log.map((event) => [event.id, event]));
  const asked = new Set(appends.flatMap(({ ids }) => ids));
  const found = log.filter(({ id }) => !asked.has(id)).map(({ id }) => `the event ${id} was never asked for`);
  for (const { stream, expected, ids, answer } of appends) {
    const written = ids.flatMap((id) => byId.get(id) ?? []);
    if (written.length === 0 && answer === undefined) continue;
    if (written.length < ids.length) {
      found.push(`${stream} after ${expected}: ${written.length} of ${ids.length} events are there`);
      continue;
    }
    written.forEach((event, index) => {
      if (event.stream !== stream || event.revision !== expected + 1 + index)
        found.push(`${event.id} is at ${event.stream}@${event.revision}, not at ${stream}@${expected + 1 + index}`);
    });
    const last = written.at(-1);
    if (answer === undefined || last === undefined) continue;
    if (answer.revision !== last.revision || answer.position !== last.position)
      found.push(`${last.id} was acknowledged at ${answer.revision}/${answer.position}, and is elsewhere`);
  }
  return found;
}

/** What was acknowledged before something else was asked stands before it. */
function brokenTimeOrder(appends: readonly Append[]): string[] {
  const answered = appends.flatMap(({ askedAt, answer }) => (answer === undefined ? [] : [{ askedAt, answer }]));
  return afterAcknowledged(answered, appends)
    .filter(([{ answer }, acknowledged]) => answer.position <= acknowledged)
    .map(
      ([{ answer }, acknowledged]) => `position ${answer.position} was given after ${acknowledged} was acknowledged`,
    );
}

/** Whoever looks sees what was acknowledged before. */
function brokenReadings(readings: readonly Reading[], appends: readonly Append[]): string[] {
  return afterAcknowledged(readings, appends)
    .filter(([{ position }, acknowledged]) => position < acknowledged)
    .map(([{ position }, acknowledged]) => `the log ended at ${position} after ${acknowledged} was acknowledged`);
}

/** Each thing that was asked with the highest position that had been acknowledged before. */
function afterAcknowledged<Asked extends { readonly askedAt: number }>(
  asked: readonly Asked[],
  appends: readonly Append[],
): (readonly [Asked, number])[] {
  const answers = appends.flatMap(({ answer }) => answer ?? []).sort((a, b) => a.at - b.at);
  let [done, highest] = [0, 0];
  return [...asked]
    .sort((a, b) => a.askedAt - b.askedAt)
    .map((one) => {
      for (let next = answers[done]; next !== undefined && next.at < one.askedAt; next = answers[++done])
        highest = Math.max(highest, next.position);
      return [one, highest] as const;
    });
}

/** A subscriber sees the log itself: all of what it follows, in order, each event once. */
function brokenSubscriber({ name, stream, received }: Subscriber, log: readonly Recorded[]): string[] {
  const followed = stream === undefined ? log : log.filter((event) => event.stream === stream);
  const length = Math.max(received.length, followed.length);
  for (let at = 0; at < length; at += 1) {
    const [sent, there] = [received[at], followed[at]];
    if (sent?.id !== there?.id || sent?.position !== there?.position || sent?.revision !== there?.revision)
      return [`the subscriber ${name} was sent ${sent?.id ?? 'nothing'} where ${there?.id ?? 'nothing'} is in the log`];
  }
  return [];
}
