import type { ServerDuplexStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { malformed, statusOf } from '../call-error.js';
import { filterSpecOf } from '../filter.js';
import type { LogWatch } from '../log-watch.js';
import { Empty, persistent } from '../protocol.js';
import { eventFrame } from '../read-frames.js';
import { streamNameOf, uuidOf } from '../requests.js';
import { present, unary } from '../unary.js';
import type { Consumer } from './delivery.js';
import type { Group, NackAction } from './group.js';
import { groupDropped, groupFailed, groupFull, noSuchGroup, type Groups } from './groups.js';
import { settingsOf, UnusableSettings, type Settings } from './settings.js';

type Identifier = Parameters<typeof streamNameOf>[0];
/** The target of a call: a stream, or $all where the message says so. */
interface Target {
  hasAll(): boolean;
  getStreamIdentifier(): Identifier;
}

const sourceOf = (target: Target): string => (target.hasAll() ? '$all' : streamNameOf(target.getStreamIdentifier()));

/** The service event_store.client.persistent_subscriptions.PersistentSubscriptions. */
export const persistentService = (groups: Groups, watch?: LogWatch): UntypedServiceImplementation => ({
  create: unary(async (request: InstanceType<typeof persistent.CreateReq>) => {
    const options = present(request.getOptions());
    const stream = options.getStream()?.getStreamIdentifier() ?? options.getStreamIdentifier();
    const source = options.hasAll() ? '$all' : streamNameOf(stream);
    const filter = options.getAll()?.getFilter();
    const settings = checkedSettings(options, source);
    await groups.create(source, options.getGroupName(), settings, filter && filterSpecOf(filter));
    return new persistent.CreateResp();
  }),
  update: unary(async (request: InstanceType<typeof persistent.UpdateReq>) => {
    const options = present(request.getOptions());
    const stream = options.getStream()?.getStreamIdentifier() ?? options.getStreamIdentifier();
    const source = options.hasAll() ? '$all' : streamNameOf(stream);
    await groups.update(source, options.getGroupName(), checkedSettings(options, source));
    return new persistent.UpdateResp();
  }),
  delete: unary(async (request: InstanceType<typeof persistent.DeleteReq>) => {
    const options = present(request.getOptions());
    await groups.delete(sourceOf(options), options.getGroupName());
    return new persistent.DeleteResp();
  }),
  getInfo: unary(async (request: InstanceType<typeof persistent.GetInfoReq>) => {
    const options = present(request.getOptions());
    const group = groups.get(sourceOf(options), options.getGroupName());
    return new persistent.GetInfoResp().setSubscriptionInfo(await infoOf(group));
  }),
  list: unary(async (request: InstanceType<typeof persistent.ListReq>) => {
    const only = present(request.getOptions()).getListForStream();
    const source = only && (only.hasAll() ? '$all' : streamNameOf(only.getStream()));
    const listed = groups.list().filter((group) => source === undefined || group.source === source);
    if (source !== undefined && listed.length === 0) throw noSuchGroup(source, '');
    return new persistent.ListResp().setSubscriptionsList(await Promise.all(listed.map(infoOf)));
  }),
  replayParked: unary(async (request: InstanceType<typeof persistent.ReplayParkedReq>) => {
    const options = present(request.getOptions());
    const [source, name] = [sourceOf(options), options.getGroupName()];
    const group = groups.get(source, name);
    const before = options.hasStopAt() ? Number(options.getStopAt()) : Infinity;
    if (before < 0) throw groupFailed(source, name, 'Cannot stop replaying parked message at a negative version.');
    await group.replayParked(before);
    return new persistent.ReplayParkedResp();
  }),
  restartSubsystem: unary(() => Promise.resolve(new Empty())),
  read: (call: ReadCall) => new Connection(call, groups, watch),
});

function checkedSettings(options: Parameters<typeof settingsOf>[0], source: string): Settings {
  try {
    return settingsOf(options);
  } catch (error) {
    throw error instanceof UnusableSettings ? groupFailed(source, options.getGroupName(), error.message) : error;
  }
}

type ReadRequest = InstanceType<typeof persistent.ReadReq>;
type ReadCall = ServerDuplexStream<ReadRequest, Buffer>;
const nackActions: readonly NackAction[] = ['unknown', 'park', 'retry', 'skip', 'stop'];

/** One consumer's call: its first message says to which group, the others what has become of events. */
class Connection {
  private group: Group | undefined;
  private consumer: Consumer | undefined;
  private ended: (() => void) | undefined;

  constructor(
    private readonly call: ReadCall,
    private readonly groups: Groups,
    private readonly watch: LogWatch | undefined,
  ) {
    call.on('data', (request: ReadRequest) => this.receive(request));
    for (const gone of ['cancelled', 'close', 'error'] as const) call.on(gone, () => this.leave());
  }

  private receive(request: ReadRequest): void {
    try {
      const options = request.getOptions();
      if (options !== undefined) this.join(options);
      else this.answered(request);
    } catch (error) {
      this.end(error);
    }
  }

  private join(options: InstanceType<typeof persistent.ReadReq.Options>): void {
    if (this.group !== undefined) throw malformed('The options of a subscription come once.');
    const [source, name] = [sourceOf(options), options.getGroupName()];
    const group = this.groups.get(source, name);
    if (group.full) throw groupFull(source, name);
    const structuredIds = options.getUuidOption()?.hasStructured() ?? false;
    const consumer: Consumer = {
      id: randomUUID(),
      bufferSize: options.getBufferSize(),
      inFlight: 0,
      send: (message) => this.call.write(eventFrame(message.resolved, { structuredIds }, message.retries)),
      drop: () => this.end(groupDropped(source, name)),
    };
    const confirmation = new persistent.ReadResp.SubscriptionConfirmation().setSubscriptionId(`${source}::${name}`);
    this.call.write(Buffer.from(new persistent.ReadResp().setSubscriptionConfirmation(confirmation).serializeBinary()));
    group.connect(consumer);
    this.group = group;
    this.consumer = consumer;
    this.ended = this.watch?.subscribed('persistent');
  }

  private answered(request: ReadRequest): void {
    const { group } = this;
    if (group === undefined) throw malformed('A subscription begins with its options.');
    const ack = request.getAck();
    if (ack !== undefined) group.acknowledge(ack.getIdsList().map(uuidOf));
    const nack = request.getNack();
    if (nack === undefined) return;
    const action = nackActions[nack.getAction()] ?? 'unknown';
    group.refuse(nack.getIdsList().map(uuidOf), action, nack.getReason()).catch((error: unknown) => this.end(error));
  }

  private end(error: unknown): void {
    this.leave();
    this.call.emit('error', statusOf(error));
  }

  private leave(): void {
    if (this.group !== undefined && this.consumer !== undefined) this.group.disconnect(this.consumer);
    this.group = undefined;
    this.ended?.();
    this.ended = undefined;
  }
}

async function infoOf(group: Group): Promise<InstanceType<typeof persistent.SubscriptionInfo>> {
  const { settings } = group;
  const now = await group.statistics();
  const place = (sequence: number | undefined): string => (sequence === undefined ? '' : group.placeOf(sequence));
  return new persistent.SubscriptionInfo()
    .setEventSource(group.source)
    .setGroupName(group.name)
    .setStatus(now.live ? 'Live' : 'Behind, OutstandingPageRequest')
    .setLastCheckpointedEventPosition(place(now.lastCheckpointed))
    .setLastKnownEventPosition(place(now.lastKnown))
    .setResolveLinkTos(settings.resolveLinks)
    .setStartFrom(group.placeOf(settings.from === 'end' ? -1 : settings.from))
    .setMessageTimeoutMilliseconds(settings.messageTimeoutMs)
    .setExtraStatistics(settings.extraStatistics)
    .setMaxRetryCount(settings.maxRetryCount)
    .setLiveBufferSize(settings.liveBufferSize)
    .setBufferSize(settings.historyBufferSize)
    .setReadBatchSize(settings.readBatchSize)
    .setCheckPointAfterMilliseconds(settings.checkpointAfterMs)
    .setMinCheckPointCount(settings.minCheckpointCount)
    .setMaxCheckPointCount(settings.maxCheckpointCount)
    .setReadBufferCount(now.buffered)
    .setLiveBufferCount('0')
    .setTotalItems('0')
    .setCountSinceLastMeasurement('0')
    .setRetryBufferCount(now.retrying)
    .setTotalInFlightMessages(now.inFlight)
    .setOutstandingMessagesCount(now.inFlight)
    .setNamedConsumerStrategy(settings.strategy)
    .setMaxSubscriberCount(settings.maxSubscriberCount)
    .setParkedMessageCount(String(now.parked))
    .setConnectionsList(
      now.connections.map((consumer) =>
        new persistent.SubscriptionInfo.ConnectionInfo()
          .setConnectionName(consumer.id)
          .setTotalItems('0')
          .setCountSinceLastMeasurement('0')
          .setInFlightMessages(consumer.inFlight)
          .setAvailableSlots(consumer.bufferSize - consumer.inFlight),
      ),
    );
}
