import O from '@eventstore/db-client/generated/operations_pb.js';
import operationsServices from '@eventstore/db-client/generated/operations_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { EmbeddedServer } from './server-under-test.js';
import type { Answer, Definition } from './wire.js';

/** The operations of a cluster, as one node answers them. */
const operations = operationsServices.OperationsService as unknown as Record<string, Definition>;
let embedded: EmbeddedServer;
let wire: EmbeddedServer['wire'];
let shutDowns = 0;
beforeAll(async () => {
  embedded = await EmbeddedServer.start({ shutDown: () => void (shutDowns += 1) });
  ({ wire } = embedded);
});
afterAll(() => embedded.stop());

const ask = (name: string, message: unknown = new shared.Empty()): Promise<Answer> =>
  wire.unary(operations[name]!, message);

describe('the operations', () => {
  it.each(['mergeIndexes', 'resignNode', 'restartPersistentSubscriptions'])(
    '%s is answered, and one node goes on as it was',
    async (name) => {
      const { requests } = embedded;
      const stream = requests.stream(name);
      const open = requests.subscribe({ stream, from: 'start' });
      await requests.append(stream, 'no_stream', [requests.event()]);
      expect(await ask(name)).toEqual({ ok: {} });
      expect(await requests.append(stream, 0, [requests.event()])).toMatchObject({ ok: { success: {} } });
      const { messages, end } = await open.settle({ until: (all) => all.length > 3 });
      open.cancel();
      expect(JSON.stringify(messages).match(/"streamRevision"/g)).toHaveLength(2);
      expect(end).toBeUndefined();
    },
  );

  it.each([0, -1, 2_147_483_647])('a node priority of %d is taken, and means nothing to one node', async (priority) => {
    expect(await ask('setNodePriority', new O.SetNodePriorityReq().setPriority(priority))).toEqual({ ok: {} });
  });

  it.each(['startScavenge', 'stopScavenge'])('%s without options is refused', async (name) => {
    expect(await wire.unary(operations[name]!, Buffer.alloc(0), { raw: true })).toMatchObject({
      error: { code: 'UNKNOWN' },
    });
  });

  it('shutdown is answered before the server ends', async () => {
    expect(await ask('shutdown')).toEqual({ ok: {} });
    expect(shutDowns).toBe(1);
  });
});
