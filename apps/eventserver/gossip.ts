import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import { randomBytes } from 'node:crypto';
import { ClusterInfo, EndPoint, MemberInfo, UUID } from './protocol.js';

const leader = 8;
const ticksOfUnixEpoch = 621_355_968_000_000_000n;

/** The service event_store.client.gossip.Gossip: a cluster of one node, which is its leader. */
export function gossipService(address: () => { host: string; port: number }): UntypedServiceImplementation {
  const bits = (): string => randomBytes(8).readBigInt64BE().toString();
  const structured = new UUID.Structured().setMostSignificantBits(bits()).setLeastSignificantBits(bits());
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
