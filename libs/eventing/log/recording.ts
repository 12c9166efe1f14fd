import { Fault } from '../fault.js';

/** The event store did not take the last append, nor any that was tried since. */
export class NotRecording extends Fault {
  override readonly name = 'NotRecording';
}

const triedEveryMs = 2_000;
const toldEveryMs = 60_000;

/**
 * Whether events can be recorded, as this process knows from its own appends. After one that failed it tries until one
 * succeeds, so that it knows of the end of the fault also while nobody sends it anything.
 */
export class Recording {
  private reason: string | undefined;
  private trying: NodeJS.Timeout | undefined;
  private toldAt = -Infinity;

  constructor(
    private readonly attempt: () => Promise<unknown>,
    private readonly tell: (line: string) => void,
  ) {}

  /** @throws NotRecording with the reason, in our words */
  assert(): Promise<void> {
    return this.reason === undefined ? Promise.resolve() : Promise.reject(new NotRecording(this.reason));
  }

  succeeded(): void {
    if (this.reason === undefined) return;
    this.reason = undefined;
    this.toldAt = -Infinity;
    this.tell('events can be recorded again');
  }

  failed(error: unknown): void {
    this.reason = reasonOf(error);
    if (performance.now() - this.toldAt >= toldEveryMs) {
      this.toldAt = performance.now();
      this.tell(`nothing can be recorded: ${this.reason}`);
    }
    this.trying ??= setTimeout(() => void this.tryAgain(), triedEveryMs).unref();
  }

  close(): void {
    clearTimeout(this.trying);
  }

  private async tryAgain(): Promise<void> {
    const failure = await this.attempt().then(
      () => undefined,
      (error: unknown) => error ?? new Error('no reason'),
    );
    this.trying = undefined;
    if (failure === undefined) this.succeeded();
    else if (this.reason !== undefined) this.failed(failure);
  }
}

/** Never the message itself, which may quote what was to be written. */
function reasonOf(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause)
    if (/no space left|disk (is )?full/i.test(each.message)) return 'the disk of the event store is full';
  return 'the event store takes no events';
}
