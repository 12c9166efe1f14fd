import { paceOf } from '#libs/eventing/read-models/pace.js';
import type { Progress } from '#libs/eventing/read-models/rebuild.js';

/** Where progress is shown: a terminal, or a file that somebody reads later. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const onTerminalMs = 200;
const elsewhereMs = 10_000;

/** Says how far a rebuild is: on a terminal in one line that is written over, elsewhere in a plain line now and then. */
export class ProgressLine {
  private readonly beganAt = Date.now();
  private shownAt = 0;
  private shown = false;

  constructor(private readonly screen: Screen) {}

  tell(progress: Progress): void {
    const now = Date.now();
    const { isTTY } = this.screen;
    if (now - Math.max(this.shownAt, isTTY ? 0 : this.beganAt) < (isTTY ? onTerminalMs : elsewhereMs)) return;
    this.shownAt = now;
    this.shown = true;
    const text = progressText(progress, now - this.beganAt, new Date(now));
    this.screen.write(isTTY ? `\r${text}\u001b[K` : `${text}\n`);
  }

  /** Takes the line away, so that the answer stands alone. */
  end(): void {
    if (this.shown && this.screen.isTTY) this.screen.write('\r\u001b[K');
  }
}

export function progressText(progress: Progress, elapsedMs: number, now: Date): string {
  const { share, eventsPerSecond, remainingMs } = paceOf(progress, elapsedMs);
  const end =
    remainingMs === undefined ? 'unknown' : `${new Date(now.getTime() + remainingMs).toISOString().slice(0, 19)}Z`;
  const percent = (share * 100).toFixed(0).padStart(3);
  return `rebuilding: ${percent} %, ${progress.events} events, ${eventsPerSecond} events/s, estimated end ${end}`;
}
