import { fileTypeFromBuffer } from 'file-type';

const text = 'text/plain; charset=utf-8';
const mp4 = 'video/mp4';

/**
 * What is taken, and the ending of a downloaded file's name: pictures, scans, screen recordings, and what telephones
 * make of a photograph, a film and a voice memo.
 */
export const endings: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/apng': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/heic-sequence': 'heic',
  'image/heif': 'heif',
  'image/heif-sequence': 'heif',
  'application/pdf': 'pdf',
  [mp4]: 'mp4',
  'video/quicktime': 'mov',
  'video/x-m4v': 'm4v',
  'video/3gpp': '3gp',
  'audio/x-m4a': 'm4a',
  'audio/mp4': 'm4a',
  [text]: 'txt',
};

/** file-type calls every ISO media file that it does not know better an MP4: these brands really are films. */
const mp4Brands = /^(iso[m2-9a-c]|mp4[12]|avc1|hvc1|dash|MSNV|mmp4|M4P |F4[VP] |XAVC)$/;

/** As much of the beginning of a file as tells its type: a picture may open with a long colour profile. */
const headBytes = 1024 * 1024;

/**
 * Tells what a file is by its content, whatever its sender calls it. Anything that is not in the list of `endings`,
 * programs, archives and web pages among it, is not taken.
 */
export class ContentType {
  private readonly parts: Buffer[] = [];
  private headRoom = headBytes;
  private isPlain = true;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  /** Takes the next part of the file. */
  see(part: Buffer): void {
    if (this.headRoom > 0) this.parts.push(part.subarray(0, this.headRoom));
    this.headRoom -= part.length;
    if (this.isPlain) this.isPlain = this.readsAsText(part, true);
  }

  /** @returns the media type of the whole file, or undefined if it is none of those that are taken. */
  async end(): Promise<string | undefined> {
    const plain = this.isPlain && this.readsAsText(Buffer.alloc(0), false);
    const head = Buffer.concat(this.parts);
    const found = (await fileTypeFromBuffer(head))?.mime;
    // Words that happen to begin like a picture are words; only a PDF may be made of letters alone.
    if (plain && found !== 'application/pdf') return isActive(head) ? undefined : text;
    if (found === mp4 && !mp4Brands.test(head.toString('latin1', 8, 12))) return undefined;
    return found !== undefined && found in endings ? found : undefined;
  }

  private readsAsText(part: Buffer, stream: boolean): boolean {
    try {
      // Plain text has no other control characters than those of lines, pages and tabs.
      return !/[\0-\x08\x0e-\x1f]/.test(this.decoder.decode(part, { stream }));
    } catch {
      return false;
    }
  }
}

/** Whether text begins like something that a browser, a shell or an archiver would open. */
const isActive = (head: Buffer): boolean => /^\s*(<|#!|PK)/.test(head.toString('latin1').replace(/^\xef\xbb\xbf/, ''));
