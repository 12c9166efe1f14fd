#!/usr/bin/env bash
# @grpc/grpc-js 1.14.7: `server.forceShutdown()` says that it ends all connections at once. With the documented option
# `'grpc.enable_channelz': 0` it ends none: connections are remembered for channelz alone. A call that is under way goes on,
# and the server goes on writing to it, until a keepalive fails or the process ends.
# Seen: with channelz "ended (UNAVAILABLE or CANCELLED)", without it "still answers".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --no-audit --no-fund --silent @grpc/grpc-js@1.14.7
cat > try.cjs <<'JS'
const grpc = require('@grpc/grpc-js');
const text = (value) => Buffer.from(String(value));
const back = (bytes) => bytes.toString();
const ticks = {
  path: '/clock/ticks',
  requestStream: false,
  responseStream: true,
  requestSerialize: text,
  requestDeserialize: back,
  responseSerialize: text,
  responseDeserialize: back,
};

/** Whether a call that was under way still gets answers a second after the server was told to end at once. */
async function afterForceShutdown(channelz) {
  const server = new grpc.Server({ 'grpc.enable_channelz': channelz });
  server.addService(
    { ticks },
    {
      ticks: (call) => {
        const timer = setInterval(() => call.write(Date.now()), 50);
        call.on('cancelled', () => clearInterval(timer));
      },
    },
  );
  const port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, at) =>
      error ? reject(error) : resolve(at),
    ),
  );
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = client.makeServerStreamRequest(ticks.path, text, back, 'now');
  let ended = false;
  call.on('error', () => (ended = true));
  await new Promise((resolve) => call.once('data', resolve));
  server.forceShutdown();
  const stoppedAt = Date.now();
  let last = 0;
  call.on('data', (at) => (last = Number(at)));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const answers = last > stoppedAt + 1_000;
  call.cancel();
  client.close();
  return ended ? 'ended' : answers ? 'still answers' : 'silent';
}

(async () => {
  const seen = { with: await afterForceShutdown(1), without: await afterForceShutdown(0) };
  console.log(seen);
  process.exit(seen.with === 'ended' && seen.without === 'still answers' ? 0 : 1);
})();
JS
node try.cjs
