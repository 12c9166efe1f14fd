import { createServer, type AddressInfo } from 'node:net';

/** What the tiny scanner takes for malware. */
export const malware = 'INVENTED-MALWARE-FOR-TESTS';

interface TinyClamd {
  readonly address: string;
  /** Whether it answers from now on, or hangs up like a daemon that dies. */
  answers(whether: boolean): void;
  stop(): Promise<void>;
}

/** The INSTREAM part of the ClamAV daemon's protocol: finds one invented signature and nothing else. */
export async function startTinyClamd(): Promise<TinyClamd> {
  let answering = true;
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const file = streamed(received);
      if (file && !answering) socket.destroy();
      else if (file) socket.end(file.includes(malware) ? 'stream: Invented.Malware FOUND\0' : 'stream: OK\0');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: (whether) => {
      answering = whether;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The file, once its closing chunk of length 0 is there. */
function streamed(received: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 'zINSTREAM\0'.length; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
