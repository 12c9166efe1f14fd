/** However often it is asked for, `work` never runs twice at a time; asked for while it runs, it runs once more. */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let asked = 0;
  const run = async (): Promise<void> => {
    try {
      let answered: number;
      do {
        answered = asked;
        await work();
      } while (answered < asked);
    } finally {
      running = undefined;
    }
  };
  return () => {
    asked += 1;
    return (running ??= run());
  };
}
