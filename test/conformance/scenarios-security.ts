import { PersistentRequests } from './persistent-requests.js';
import type { Scenario } from './recorded.js';
import { brief, Requests, written } from './requests.js';
import { features, gossip, operations } from './scenarios-admin.js';
import { password } from './secured-server.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Answer, Json, Received } from './wire.js';

/** Group i: a server with TLS and its first users: credentials, access control lists, protected streams. */
export const basic = (login: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`,
});
const admin = basic('admin', password);
const callers: Readonly<Record<string, Record<string, string>>> = {
  nobody: {},
  admin,
  ops: basic('ops', password),
  'wrong password': basic('admin', 'wrong'),
  'unknown user': basic('nobody', 'x'),
  'malformed header': { authorization: 'Basic ???' },
  'bearer token': { authorization: 'Bearer abc' },
};
const lists: Readonly<Record<string, Json>> = {
  'no $acl': undefined,
  '$r $admins': { $r: '$admins' },
  '$w $admins': { $w: '$admins' },
  '$d $admins': { $d: '$admins' },
  '$mr $admins': { $mr: '$admins' },
  '$mw $admins': { $mw: '$admins' },
  '$r user name': { $r: ['ops'] },
  '$r $all': { $r: '$all' },
};
/** The same run's requests, made by another caller. */
const by = ({ wire, prefix }: Requests, headers: Record<string, string>): Requests =>
  new Requests(wire.as(headers), prefix);

const streams = Object.entries(lists).flatMap(([name, list]) =>
  Object.entries(callers)
    .filter(([who]) => list === undefined || ['nobody', 'admin', 'ops'].includes(who))
    .map(([who, headers]): Scenario => ({
      group: 'i',
      name: `stream with ${name}, ${who}`,
      perStep: true,
      run: async (notes, requests) => {
        const [owner, caller] = [by(requests, admin), by(requests, headers)];
        const stream = requests.stream(`acl-${name}-${who}`.replace(/[ $]/g, ''));
        await owner.append(stream, 'any', [owner.event()]);
        if (list !== undefined) await owner.setMetadata(stream, { $acl: list });
        notes.step('read', brief(await caller.read({ stream, from: 'start' })));
        notes.step('append classic', written(await caller.append(stream, 'any', [caller.event()])));
        notes.step('append batch', written(await caller.batch(stream, 'any', [caller.event()])));
        const subscription = caller.subscribe({ stream, from: 'end' });
        await notes.settled('subscribe', subscription);
        subscription.cancel();
        const metadata = await caller.read({ stream: `$$${stream}`, from: 'start' });
        notes.step('metadata read', metadata.messages.length > 0 ? 'readable' : brief(metadata));
        notes.step('metadata write', written(await caller.setMetadata(stream, { $acl: list ?? {} })));
        notes.step('delete', await caller.delete(stream));
        await owner.append(stream, 'any', [owner.event()]);
        notes.step('tombstone', await caller.tombstone(stream));
      },
    })),
);

const only = ({ messages, end }: Received): Json => ({
  anything: messages.length > 0,
  end: end?.code === 'OK' ? 'OK' : (end ?? 'still open'),
});
const told = (answer: Answer, what: Json): Json => ('ok' in answer ? what : answer);

const services = Object.entries(callers).map(([who, headers]): Scenario => ({
  group: 'i',
  name: `$all, system streams and services, ${who}`,
  // Who may subscribe to $all would be told of everything.
  alone: who === 'admin',
  perStep: true,
  run: async (notes, requests) => {
    const [owner, caller] = [by(requests, admin), by(requests, headers)];
    const [groups, ownersGroups] = [caller, owner].map(({ wire }) => new PersistentRequests(wire)) as [
      PersistentRequests,
      PersistentRequests,
    ];
    const name = who.replaceAll(' ', '');
    notes.step('read $all', only(await caller.read({ from: 'start', count: 1 })));
    const subscription = caller.subscribe({ from: 'end' });
    await notes.settled('subscribe to $all', subscription);
    subscription.cancel();
    notes.step('read $users', only(await caller.read({ stream: '$users', from: 'start', count: 1 })));
    const missing = await caller.read({ stream: `$${requests.prefix}`, from: 'start' });
    notes.step('read a $system stream that is not there', only(missing));
    const event = caller.event();
    notes.step('write a $system stream', written(await caller.append(`$${requests.prefix}-${name}`, 'any', [event])));
    const batch = await caller.batch(`$${requests.prefix}-b-${name}`, 'any', [caller.event()]);
    notes.step('batch to a $system stream', written(batch));
    const stream = requests.stream(`ps-${name}`);
    await owner.append(stream, 'any', [owner.event()]);
    notes.step('create persistent subscription', await groups.create(stream, 'g'));
    await ownersGroups.create(stream, 'g');
    const { call } = groups.connect(stream, 'g');
    await notes.settled('connect to it', call);
    call.cancel();
    notes.step('info', Object.keys(await groups.info(stream, 'g')));
    notes.step('list all', told(await groups.list(), 'listed'));
    notes.step('delete it', await groups.delete(stream, 'g'));
    const empty = new shared.Empty();
    notes.step('server features', told(await caller.wire.unary(features.getSupportedMethods, empty), 'ok'));
    notes.step('gossip', told(await caller.wire.unary(gossip.read, empty), 'ok'));
    notes.step('merge indexes', await caller.wire.unary(operations.mergeIndexes, empty));
  },
}));

export const securityScenarios: readonly Scenario[] = [...streams, ...services];
