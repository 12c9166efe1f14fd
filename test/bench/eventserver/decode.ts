import { Client, credentials } from '@grpc/grpc-js';
import { convertGrpcEvent } from '@eventstore/db-client/dist/utils/convertGrpcEvent.js';
import streamsMessages from '@eventstore/db-client/generated/streams_pb.js';
import sharedMessages from '@eventstore/db-client/generated/shared_pb.js';
import { effortOf, type Effort } from '../effort.js';

const { ReadReq, ReadResp } = streamsMessages;
const { Empty } = sharedMessages;

let kept: Buffer[] = [];

/** Decodes and converts, in a loop and without any network, the very bytes that a read of the log gets. */
export async function decodeAll(connectionString: string, events: number): Promise<Effort> {
  if (kept.length !== events) kept = await framesOf(new URL(connectionString).host, events);
  return effortOf(() => {
    let read = 0;
    for (const frame of kept) {
      const event = ReadResp.deserializeBinary(frame).getEvent();
      if (event !== undefined && convertGrpcEvent(event).event !== undefined) read++;
    }
    return read;
  });
}

async function framesOf(address: string, events: number): Promise<Buffer[]> {
  const options = new ReadReq.Options();
  options.setAll(new ReadReq.Options.AllOptions().setStart(new Empty()));
  options.setReadDirection(ReadReq.Options.ReadDirection.FORWARDS).setCount(String(events)).setNoFilter(new Empty());
  options.setUuidOption(new ReadReq.Options.UUIDOption().setString(new Empty()));
  const client = new Client(address, credentials.createInsecure());
  const call = client.makeServerStreamRequest(
    '/event_store.client.streams.Streams/Read',
    (request: InstanceType<typeof ReadReq>) => Buffer.from(request.serializeBinary()),
    (bytes: Buffer) => bytes,
    new ReadReq().setOptions(options),
  );
  const frames: Buffer[] = [];
  for await (const frame of call) frames.push(frame as Buffer);
  client.close();
  return frames;
}
