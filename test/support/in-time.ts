/**
 * Does what has to be done before a moment comes, and gives it more time at each attempt until it was done in time:
 * how long a machine takes over three commands is no business of a spec.
 * @param act is given the moment, ISO 8601 in UTC. What it throws once the moment has come is not its fault.
 */
export async function inTime<T>(act: (moment: string) => Promise<T>): Promise<T> {
  for (let ms = 4_000; ; ms *= 2) {
    const moment = Date.now() + ms;
    const done = await act(new Date(moment).toISOString()).then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
    if (Date.now() >= moment) continue;
    if ('error' in done) throw done.error;
    return done.result;
  }
}
