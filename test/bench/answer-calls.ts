/** Inside a child: does what the parent asks, one call at a time, until the parent has gone. */
export function answerCalls(calls: Readonly<Record<string, (input: never) => Promise<unknown>>>): void {
  process.on('message', ({ name, input }: { name: string; input: never }) => {
    const call = calls[name];
    if (call === undefined) throw new Error(`nobody does ${name}`);
    call(input).then(
      (result) => process.send?.({ result }),
      (error: unknown) =>
        process.send?.({ failure: error instanceof Error ? (error.stack ?? error.message) : 'failed' }),
    );
  });
  process.once('disconnect', () => process.exit());
  // Not only a default: it makes Node write the profile that --cpu-prof asks for.
  process.once('SIGTERM', () => process.exit());
  process.send?.({ ready: true });
}
