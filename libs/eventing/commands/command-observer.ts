/** Is told how each command ended; knows nothing of what was in it. */
export abstract class CommandObserver {
  /** `outcome` is `ok`, the code of the refusal, or `ERROR`. */
  abstract ended(command: string, outcome: string): void;
  /** Somebody else appended to the record meanwhile; it is decided again. */
  abstract conflicted(): void;
}
