import { malformed } from '../call-error.js';
import { revisionOf } from '../requests.js';
import type { persistent } from '../protocol.js';

/** How a group hands out events, under the names in which it is stored. */
export interface Settings {
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  readonly maxRetryCount: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly messageTimeoutMs: number;
  readonly checkpointAfterMs: number;
  readonly strategy: Strategy;
  /** The first revision or position that is handed out; `end` is what comes after the group was created. */
  readonly from: number | 'end';
}

export const strategies = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'] as const;
export type Strategy = (typeof strategies)[number];

type Create = InstanceType<typeof persistent.CreateReq.Options>;
type Update = InstanceType<typeof persistent.UpdateReq.Options>;
type SettingsMessage = InstanceType<typeof persistent.CreateReq.Settings | typeof persistent.UpdateReq.Settings>;

/** What cannot be: the reason is told to the client as why the subscription failed. */
export class UnusableSettings extends Error {}

export function settingsOf(options: Create | Update): Settings {
  const message = options.getSettings();
  if (message === undefined) throw malformed('A group needs settings.');
  const named: string = 'getConsumerStrategy' in message ? message.getConsumerStrategy() : '';
  const strategy = named === '' ? strategies[message.getNamedConsumerStrategy()] : named;
  if (!isStrategy(strategy)) throw new UnusableSettings(`Consumer strategy ${named} does not exist.`);
  const settings = { ...countsOf(message), strategy, from: fromOf(options) };
  if (settings.readBatchSize >= settings.historyBufferSize)
    throw new UnusableSettings('ReadBatchSize may not be greater than or equal to BufferSize');
  return settings;
}

const isStrategy = (name: string | undefined): name is Strategy => strategies.some((known) => known === name);

const ticksPerMillisecond = 10_000;

const countsOf = (message: SettingsMessage): Omit<Settings, 'strategy' | 'from'> => ({
  resolveLinks: message.getResolveLinks(),
  extraStatistics: message.getExtraStatistics(),
  maxRetryCount: message.getMaxRetryCount(),
  minCheckpointCount: message.getMinCheckpointCount(),
  maxCheckpointCount: message.getMaxCheckpointCount(),
  maxSubscriberCount: message.getMaxSubscriberCount(),
  liveBufferSize: message.getLiveBufferSize(),
  readBatchSize: message.getReadBatchSize(),
  historyBufferSize: message.getHistoryBufferSize(),
  messageTimeoutMs: message.hasMessageTimeoutTicks()
    ? Number(message.getMessageTimeoutTicks()) / ticksPerMillisecond
    : message.getMessageTimeoutMs(),
  checkpointAfterMs: message.hasCheckpointAfterTicks()
    ? Number(message.getCheckpointAfterTicks()) / ticksPerMillisecond
    : message.getCheckpointAfterMs(),
});

const endBefore2110 = 2n ** 64n - 1n;

function fromOf(options: Create | Update): number | 'end' {
  const all = options.getAll();
  if (all !== undefined) {
    if (all.hasEnd()) return 'end';
    const position = all.getPosition();
    if (position === undefined) return 0;
    if (BigInt(position.getPreparePosition()) > BigInt(position.getCommitPosition()))
      throw malformed('The prepare position is beyond the commit position.');
    return revisionOf(position.getCommitPosition());
  }
  const stream = options.getStream();
  if (stream === undefined) {
    // How clients said it before 21.10, and how @eventstore/db-client still does.
    const revision = options.getSettings()?.getRevision() ?? '0';
    return BigInt(revision) === endBefore2110 ? 'end' : revisionOf(revision);
  }
  if (stream.hasStart()) return 0;
  return stream.hasEnd() ? 'end' : revisionOf(stream.getRevision());
}
