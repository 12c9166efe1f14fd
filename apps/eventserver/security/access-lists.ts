import type { PostgresEventLog } from '../store/postgres-event-log.js';
import { dataOfRecord } from '../store/stream-states.js';
import {
  describedStream,
  isMetadataStream,
  metadataStream,
  parseMetadata,
  type StreamMetadata,
} from '../store/stream-metadata.js';
import { admins } from './user-store.js';

export type Right = 'read' | 'write' | 'delete';
type AccessList = NonNullable<StreamMetadata['acl']>;

const settingsStream = '$settings';
const entries = { read: '$r', write: '$w', delete: '$d' } as const;
/** What may be done with a metadata stream is written in the metadata, under names of its own. */
const metadataEntries = { read: '$mr', write: '$mw', delete: '$mw' } as const;
const mostKnown = 10_000;

/** Who may do what with which stream: by the stream's metadata, the server's settings, or the built-in rule. */
export class AccessLists {
  /** What the newest event of a stream says; forgotten as soon as there is a newer one. */
  private readonly newest = new Map<string, Promise<Uint8Array | undefined>>();
  private seen: number;

  constructor(private readonly log: PostgresEventLog) {
    this.seen = log.feed.head;
  }

  /** The users and groups that have the right. */
  async rolesFor(stream: string, right: Right): Promise<readonly string[]> {
    this.forgetChanged();
    const ofMetadata = isMetadataStream(stream);
    const subject = ofMetadata ? describedStream(stream) : stream;
    const entry = (ofMetadata ? metadataEntries : entries)[right];
    const system = subject.startsWith('$');
    const own = await this.ownList(subject);
    const roles = own?.[entry] ?? (await this.defaultList(system))?.[entry];
    return roles ?? [system ? admins : '$all'];
  }

  private async ownList(stream: string): Promise<AccessList | undefined> {
    const data = await this.newestOf(metadataStream(stream));
    return data && parseMetadata(data).acl;
  }

  private async defaultList(system: boolean): Promise<AccessList | undefined> {
    const data = await this.newestOf(settingsStream);
    if (data === undefined) return undefined;
    const settings = parseMetadata(data).raw;
    // Lists are written like those of a stream, so they are read like those.
    const list = { $acl: settings[system ? '$systemStreamAcl' : '$userStreamAcl'] };
    return parseMetadata(Buffer.from(JSON.stringify(list))).acl;
  }

  private newestOf(stream: string): Promise<Uint8Array | undefined> {
    const known = this.newest.get(stream);
    if (known !== undefined) return known;
    if (this.newest.size >= mostKnown) this.newest.clear();
    // Remembered before it is read: a newer event that is committed meanwhile makes it forgotten again.
    const reading = this.readNewest(stream);
    this.newest.set(stream, reading);
    reading.catch(() => this.newest.delete(stream));
    return reading;
  }

  private async readNewest(stream: string): Promise<Uint8Array | undefined> {
    const view = await this.log.viewStream(stream);
    const [event] = await this.log.readStream(stream, view, { direction: 'backwards', from: undefined, limit: 1 });
    return event && dataOfRecord(event.record);
  }

  private forgetChanged(): void {
    const { feed } = this.log;
    for (;;) {
      const events = feed.after(this.seen);
      if (events === undefined) {
        this.newest.clear();
        this.seen = feed.head;
        return;
      }
      const last = events.at(-1);
      if (last === undefined) return;
      for (const { stream } of events) this.newest.delete(stream);
      this.seen = last.position;
    }
  }
}
