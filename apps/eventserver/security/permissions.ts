import { status } from '@grpc/grpc-js';
import { MonitoringService, OperationsService, ProjectionsService, UsersService } from '../admin-protocol.js';
import { CallError } from '../call-error.js';
import { GossipService, PersistentSubscriptionsService, ServerFeaturesService, StreamsService } from '../protocol.js';
import { streamNameOf } from '../requests.js';
import type { AccessLists, Right } from './access-lists.js';
import type { Caller } from './authentication.js';
import { admins, operators } from './user-store.js';

export const accessDenied = (): CallError =>
  new CallError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

/** What a call needs. Where it is `undefined`, the call or this message of it needs nothing. */
type Need = { readonly roles: readonly string[] } | { readonly right: Right; readonly stream: string } | undefined;
type Rule = (request: unknown) => Need;

/** The request's type follows from the method's definition. */
const rule = <Request>(
  method: { path: string; requestDeserialize: (bytes: Buffer) => Request },
  need: (request: Request) => Need,
): [string, Rule] => [method.path, need as Rule];
type Method = Parameters<typeof rule<unknown>>[0];
const all = (service: object, need: Need): [string, Rule][] =>
  (Object.values(service) as Method[]).map((method) => rule(method, () => need));

const anyone = undefined;
const known: Need = { roles: ['$all'] };
const operator: Need = { roles: [operators] };
const administrator: Need = { roles: [admins] };

interface Target {
  hasAll(): boolean;
  getStreamIdentifier(): Parameters<typeof streamNameOf>[0];
}
const source = (target: Target): string => (target.hasAll() ? '$all' : streamNameOf(target.getStreamIdentifier()));
const oneself = (login: string | undefined): Need => ({ roles: login === undefined ? [] : [login] });

/** Every method that is served; what is missing here is left to administrators. Later rules of a method hold. */
const rules = new Map<string, Rule>([
  ...all(ServerFeaturesService, anyone),
  ...all(GossipService, anyone),
  ...all(MonitoringService, known),
  ...all(ProjectionsService, known),
  ...all(OperationsService, operator),
  ...all(UsersService, administrator),
  rule(UsersService.details, (request) => oneself(request.getOptions()?.getLoginName())),
  rule(UsersService.changePassword, (request) => oneself(request.getOptions()?.getLoginName())),
  rule(StreamsService.read, (request) => {
    const stream = request.getOptions()?.getStream();
    return { right: 'read', stream: stream === undefined ? '$all' : streamNameOf(stream.getStreamIdentifier()) };
  }),
  rule(StreamsService.append, (request) => {
    const options = request.getOptions();
    return options && { right: 'write', stream: streamNameOf(options.getStreamIdentifier()) };
  }),
  // Each append of a batch is refused for itself, where it is answered.
  rule(StreamsService.batchAppend, () => anyone),
  ...[StreamsService.delete, StreamsService.tombstone].map((method) =>
    rule(method as typeof StreamsService.delete, (request) => ({
      right: 'delete',
      stream: streamNameOf(request.getOptions()?.getStreamIdentifier()),
    })),
  ),
  ...all(PersistentSubscriptionsService, operator),
  rule(PersistentSubscriptionsService.getInfo, () => known),
  rule(PersistentSubscriptionsService.list, () => known),
  rule(PersistentSubscriptionsService.read, (request) => {
    const options = request.getOptions();
    return options && { right: 'read', stream: source(options) };
  }),
]);

/** Whether callers may do what they ask for. */
export class Permissions {
  constructor(private readonly lists: AccessLists) {}

  async check(caller: Caller, path: string, request: unknown): Promise<void> {
    const found = rules.get(path);
    const need = found === undefined ? administrator : found(request);
    if (need === undefined) return;
    if ('stream' in need) await this.checkStream(caller, need.right, need.stream);
    else if (!caller.isOneOf(need.roles)) throw accessDenied();
  }

  async checkStream(caller: Caller, right: Right, stream: string): Promise<void> {
    if (!(await this.mayUse(caller, right, stream))) throw accessDenied();
  }

  async mayUse(caller: Caller, right: Right, stream: string): Promise<boolean> {
    return !caller.isNobody && caller.isOneOf(await this.lists.rolesFor(stream, right));
  }
}
