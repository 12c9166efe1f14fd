import { randomBytes, randomUUID } from 'node:crypto';
import { open as openFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, seal } from '#libs/eventing/privacy/personal-data.js';

/** Plain bytes of one sealed part: what one look at a file holds in memory. */
export const partBytes = 256 * 1024;

/** Which file: of which school, and under whose record's key it stands. */
export interface EvidencePlace {
  readonly school: string;
  /** The stream whose key wraps the file's own, as `investigation-<id>`. Destroying that key erases the file. */
  readonly record: string;
  readonly id: string;
}

/**
 * A file on its way in, as ciphertext in a temporary file that has no name any more, under a key that is in memory
 * alone. So a slow sender holds nothing that others wait for, and what is refused, cut off or lost in a crash can be
 * read by nobody.
 */
export class SpooledFile {
  readonly key = randomBytes(32);
  private readonly boxBytes: number[] = [];
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private plainBytes = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly place: EvidencePlace,
  ) {}

  static async begin(place: EvidencePlace): Promise<SpooledFile> {
    const path = join(tmpdir(), `daybook-upload-${randomUUID()}`);
    const file = await openFile(path, 'wx+', 0o600);
    await rm(path);
    return new SpooledFile(file, place);
  }

  get bytes(): number {
    return this.plainBytes;
  }

  get parts(): number {
    return this.boxBytes.length;
  }

  async write(part: Buffer): Promise<void> {
    this.waiting.push(part);
    this.waitingBytes += part.length;
    this.plainBytes += part.length;
    if (this.waitingBytes < partBytes) return;
    const whole = Buffer.concat(this.waiting);
    const sealable = whole.length - (whole.length % partBytes);
    for (let from = 0; from < sealable; from += partBytes) await this.keep(whole.subarray(from, from + partBytes));
    this.waiting = [whole.subarray(sealable)];
    this.waitingBytes = whole.length - sealable;
  }

  /** The whole file has come in. */
  async end(): Promise<void> {
    if (this.waitingBytes > 0) await this.keep(Buffer.concat(this.waiting));
    this.waiting = [];
    this.waitingBytes = 0;
  }

  /** Its sealed parts in order, as they will be stored. */
  async *boxes(): AsyncGenerator<Buffer> {
    let at = 0;
    for (const length of this.boxBytes) {
      const box = Buffer.alloc(length);
      const { bytesRead } = await this.file.read(box, 0, length, at);
      if (bytesRead !== length) throw new Error('a part of an upload is missing from its temporary file');
      at += length;
      yield box;
    }
  }

  /** Its bytes in order. */
  async *content(): AsyncGenerator<Buffer> {
    let part = 0;
    for await (const box of this.boxes()) yield open(this.key, box, contextOf(this.place, part++));
  }

  /** Nothing of the file stays here. */
  async drop(): Promise<void> {
    this.key.fill(0);
    await this.file.close();
  }

  private async keep(plain: Buffer): Promise<void> {
    const box = seal(this.key, plain, contextOf(this.place, this.boxBytes.length));
    await this.file.appendFile(box);
    this.boxBytes.push(box.length);
  }
}

/** Binds a ciphertext to its place, so that none can be moved to another file or another part. */
export const contextOf = ({ school, record, id }: EvidencePlace, part: number | 'key'): string =>
  `${school}/${record}/${id}/${part}`;
