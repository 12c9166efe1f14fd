import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { ClusterInfo, EndPoint, MemberInfo, UUID } from './protocol.js';

const leader = 8;
const ticksOfUnixEpoch = 621_355_968_000_000_000n;

/** The service event_store.client.gossip.Gossip: a cluster of one node, which is its leader. */
export function gossipService(address: () => { host: string; port: number }): UntypedServiceImplementation {
  // Clients make a UUID of the two halves, and end where it is none.
  const bytes = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
  const half = (from: number): string => bytes.readBigInt64BE(from).toString();
  const structured = new UUID.Structured().setMostSignificantBits(half(0)).setLeastSignificantBits(half(8));
  const id = new UUID().setStructured(structured);
  return {
    read: (_call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<InstanceType<typeof ClusterInfo>>) => {
      const { host, port } = address();
      const member = new MemberInfo()
        .setInstanceId(id)
        .setTimeStamp(String(BigInt(Date.now()) * 10_000n + ticksOfUnixEpoch))
        .setState(leader)
        .setIsAlive(true)
        .setHttpEndPoint(new EndPoint().setAddress(host).setPort(port));
      answer(null, new ClusterInfo().setMembersList([member]));
    },
  };
}
