import services from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import P from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { identifier, type FilterSpec, type From } from './requests.js';
import type { Answer, Definition, OpenCall, Wire } from './wire.js';

/** Requests of the persistent subscriptions service. */
export interface GroupSpec {
  readonly from?: 'start' | 'end' | number | From;
  readonly strategy?: string;
  readonly filter?: FilterSpec;
  readonly resolveLinks?: boolean;
  readonly extraStatistics?: boolean;
  readonly maxRetryCount?: number;
  readonly minCheckpointCount?: number;
  readonly maxCheckpointCount?: number;
  readonly maxSubscriberCount?: number;
  readonly liveBufferSize?: number;
  readonly readBatchSize?: number;
  readonly historyBufferSize?: number;
  readonly messageTimeoutMs?: number;
  readonly checkpointAfterMs?: number;
}

const E = (): InstanceType<typeof shared.Empty> => new shared.Empty();
const uuid = (id: string): InstanceType<typeof shared.UUID> => new shared.UUID().setString(id);
const definitions = services.PersistentSubscriptionsService as unknown as Record<string, Definition>;
const definition = (method: string): Definition => {
  const found = definitions[method];
  if (found === undefined) throw new Error(`no method ${method}`);
  return found;
};
export const nackActions = ['unknown', 'park', 'retry', 'skip', 'stop'] as const;

type Settings = InstanceType<typeof P.CreateReq.Settings | typeof P.UpdateReq.Settings>;
const fill = <S extends Settings>(settings: S, spec: GroupSpec): S => {
  settings.setResolveLinks(spec.resolveLinks ?? false);
  settings.setExtraStatistics(spec.extraStatistics ?? false);
  settings.setMaxRetryCount(spec.maxRetryCount ?? 10);
  settings.setMinCheckpointCount(spec.minCheckpointCount ?? 10);
  settings.setMaxCheckpointCount(spec.maxCheckpointCount ?? 1000);
  settings.setMaxSubscriberCount(spec.maxSubscriberCount ?? 0);
  settings.setLiveBufferSize(spec.liveBufferSize ?? 500);
  settings.setReadBatchSize(spec.readBatchSize ?? 20);
  settings.setHistoryBufferSize(spec.historyBufferSize ?? 500);
  settings.setMessageTimeoutMs(spec.messageTimeoutMs ?? 30_000);
  settings.setCheckpointAfterMs(spec.checkpointAfterMs ?? 60_000);
  return settings;
};

/** The two messages name their parts alike, but share no type. */
interface StreamOptions {
  setStart(empty: ReturnType<typeof E>): unknown;
  setEnd(empty: ReturnType<typeof E>): unknown;
}
const setFrom = (options: StreamOptions, from: GroupSpec['from'], setPlace: (place: number | From) => void): void => {
  if (from === undefined || from === 'start') options.setStart(E());
  else if (from === 'end') options.setEnd(E());
  else setPlace(from);
};

export class PersistentRequests {
  constructor(private readonly wire: Wire) {}

  create(stream: string, group: string, spec: GroupSpec = {}): Promise<Answer> {
    const C = P.CreateReq;
    const settings = fill(new C.Settings(), spec).setConsumerStrategy(spec.strategy ?? 'RoundRobin');
    const options = new C.Options().setGroupName(group).setSettings(settings);
    if (stream === '$all') {
      const all = new C.AllOptions();
      setFrom(all, spec.from, (place) => {
        const { commit, prepare } = place as From;
        all.setPosition(new C.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare)));
      });
      if (spec.filter === undefined) all.setNoFilter(E());
      else {
        const F = C.AllOptions.FilterOptions;
        const expression = new F.Expression().setPrefixList([...(spec.filter.prefixes ?? [])]);
        expression.setRegex(spec.filter.regex ?? '');
        const filter = new F().setCheckpointintervalmultiplier(1).setCount(E());
        if (spec.filter.on === 'stream') filter.setStreamIdentifier(expression);
        else filter.setEventType(expression);
        all.setFilter(filter);
      }
      options.setAll(all);
    } else {
      const one = new C.StreamOptions().setStreamIdentifier(identifier(stream));
      setFrom(one, spec.from, (place) => one.setRevision(`${place as number}`));
      options.setStream(one).setStreamIdentifier(identifier(stream));
    }
    return this.wire.unary(definition('create'), new C().setOptions(options));
  }

  update(stream: string, group: string, spec: GroupSpec = {}): Promise<Answer> {
    const U = P.UpdateReq;
    const strategies = ['DispatchToSingle', 'RoundRobin', 'Pinned'];
    const strategy = strategies.indexOf(spec.strategy ?? 'RoundRobin');
    const settings = fill(new U.Settings(), spec).setNamedConsumerStrategy(strategy);
    const options = new U.Options().setGroupName(group).setSettings(settings);
    if (stream === '$all') options.setAll(new U.AllOptions().setStart(E()));
    else {
      options.setStream(new U.StreamOptions().setStreamIdentifier(identifier(stream)).setStart(E()));
      options.setStreamIdentifier(identifier(stream));
    }
    return this.wire.unary(definition('update'), new U().setOptions(options));
  }

  delete(stream: string, group: string): Promise<Answer> {
    const options = new P.DeleteReq.Options().setGroupName(group);
    return this.wire.unary(definition('delete'), new P.DeleteReq().setOptions(aimed(options, stream)));
  }

  info(stream: string, group: string): Promise<Answer> {
    const options = new P.GetInfoReq.Options().setGroupName(group);
    return this.wire.unary(definition('getInfo'), new P.GetInfoReq().setOptions(aimed(options, stream)));
  }

  replay(stream: string, group: string, stopAt?: number): Promise<Answer> {
    const options = new P.ReplayParkedReq.Options().setGroupName(group);
    if (stopAt === undefined) options.setNoLimit(E());
    else options.setStopAt(String(stopAt));
    return this.wire.unary(definition('replayParked'), new P.ReplayParkedReq().setOptions(aimed(options, stream)));
  }

  list(stream?: string): Promise<Answer> {
    const options = new P.ListReq.Options();
    if (stream === undefined) options.setListAllSubscriptions(E());
    else {
      const only = new P.ListReq.StreamOption();
      options.setListForStream(stream === '$all' ? only.setAll(E()) : only.setStream(identifier(stream)));
    }
    return this.wire.unary(definition('list'), new P.ListReq().setOptions(options));
  }

  connect(stream: string, group: string, bufferSize = 10): Connection {
    const options = new P.ReadReq.Options().setGroupName(group).setBufferSize(bufferSize);
    options.setUuidOption(new P.ReadReq.Options.UUIDOption().setString(E()));
    const call = this.open();
    call.write(new P.ReadReq().setOptions(aimed(options, stream)));
    return new Connection(call);
  }

  open(): OpenCall {
    return this.wire.duplex(definition('read'));
  }

  ackBeforeOptions(): unknown {
    return new P.ReadReq().setAck(new P.ReadReq.Ack());
  }
}

const aimed = <
  Options extends {
    setAll(empty: ReturnType<typeof E>): unknown;
    setStreamIdentifier(id: ReturnType<typeof identifier>): unknown;
  },
>(
  options: Options,
  stream: string,
): Options => {
  if (stream === '$all') options.setAll(E());
  else options.setStreamIdentifier(identifier(stream));
  return options;
};

/** A consumer of a group. */
export class Connection {
  constructor(readonly call: OpenCall) {}

  ack(ids: readonly string[]): void {
    this.call.write(new P.ReadReq().setAck(new P.ReadReq.Ack().setIdsList(ids.map(uuid))));
  }

  nack(ids: readonly string[], action: (typeof nackActions)[number], reason = 'because'): void {
    const nack = new P.ReadReq.Nack().setIdsList(ids.map(uuid)).setAction(nackActions.indexOf(action));
    this.call.write(new P.ReadReq().setNack(nack.setReason(reason)));
  }
}
