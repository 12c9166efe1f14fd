const text = 'text/plain; charset=utf-8';

/** What a file begins with; `at` is where the mark stands. */
const marks: readonly { readonly type: string; readonly at: number; readonly mark: Buffer }[] = [
  { type: 'image/png', at: 0, mark: Buffer.from('89504e470d0a1a0a', 'hex') },
  { type: 'image/jpeg', at: 0, mark: Buffer.from('ffd8ff', 'hex') },
  { type: 'image/gif', at: 0, mark: Buffer.from('GIF8') },
  { type: 'image/webp', at: 8, mark: Buffer.from('WEBP') },
  { type: 'application/pdf', at: 0, mark: Buffer.from('%PDF-') },
  { type: 'video/mp4', at: 4, mark: Buffer.from('ftyp') },
];
const longestMark = 12;

/** The ending of a downloaded file's name. */
export const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
  [text]: 'txt',
};

/**
 * Tells what a file is by its content, whatever its sender calls it: screenshots, scans, screen recordings and plain
 * text (UTF-8) are evidence; anything else, programs, archives and web pages among it, is not taken.
 */
export class ContentType {
  private head = Buffer.alloc(0);
  private isText = true;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  /** Takes the next part of the file. */
  see(part: Buffer): void {
    if (this.head.length < longestMark) this.head = Buffer.concat([this.head, part.subarray(0, longestMark)]);
    if (this.isText) this.isText = this.readsAsText(part, true);
  }

  /** @returns the media type of the whole file, or undefined if it is none of those that are taken. */
  end(): string | undefined {
    const marked = marks.find(({ at, mark }) => this.head.subarray(at, at + mark.length).equals(mark));
    if (marked) return marked.type;
    return this.isText && this.readsAsText(Buffer.alloc(0), false) ? text : undefined;
  }

  private readsAsText(part: Buffer, stream: boolean): boolean {
    try {
      const read = this.decoder.decode(part, { stream });
      // Other control characters than those of plain text, and the beginnings of what a browser or a shell would run.

      return !/[\0-\x08\x0e-\x1f]/.test(read) && !/^\s*(<|#!|PK)/.test(this.head.toString('latin1'));
    } catch {
      return false;
    }
  }
}
