import { randomUUID } from 'node:crypto';
import { resolveLinks } from '../links.js';
import { tombstoneRevision } from '../recorded-event.js';
import type { EventLog, ProposedEvent } from '../store/event-log.js';
import { metadataStream } from '../store/stream-metadata.js';
import { metadataEvent } from '../store/system-events.js';
import type { Message } from './delivery.js';
import { atPositionOf, messageOf } from './message.js';

const onlyAdmins = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };
const pageEvents = 500;

/** The stream of what nobody could process: links to the events, each with the reason. */
export class ParkedMessages {
  constructor(
    private readonly log: EventLog,
    readonly stream: string,
  ) {}

  async park(message: Message, reason: string): Promise<void> {
    const { revision, stream } = message.resolved.event ?? message.original;
    const target = revision === tombstoneRevision ? '9223372036854775807' : String(revision);
    const metadata = JSON.stringify({ added: new Date().toISOString(), reason }, undefined, 2);
    const link: ProposedEvent = {
      id: randomUUID(),
      type: '$>',
      contentType: 'application/octet-stream',
      data: Buffer.from(`${target}@${stream}`),
      metadata: Buffer.from(metadata),
    };
    await this.log.append(this.stream, 'any', [link]);
  }

  async count(): Promise<number> {
    const view = await this.log.viewStream(this.stream);
    return view.state === 'live' ? Math.max(0, view.head + 1 - view.firstRevision) : 0;
  }

  /** Takes the messages before a revision out of the stream; they are parked again if they fail again. */
  async take(before: number): Promise<Message[]> {
    const view = await this.log.viewStream(this.stream);
    if (view.state !== 'live') return [];
    const messages: Message[] = [];
    for (let from = view.firstRevision; from < before;) {
      const limit = Math.min(pageEvents, before - from);
      const links = await this.log.readStream(this.stream, view, { direction: 'forwards', from, limit });
      const last = links.at(-1);
      if (last === undefined) break;
      from = last.revision + 1;
      for (const { event, link } of await resolveLinks(this.log, links)) {
        if (event === undefined || link === undefined) continue;
        messages.push(messageOf({ event: atPositionOf(event, link), link }, link, undefined));
      }
    }
    const kept = Math.min(before, view.head + 1);
    if (kept > view.firstRevision) {
      const metadata = Buffer.from(JSON.stringify({ $tb: kept, $acl: onlyAdmins }));
      await this.log.append(metadataStream(this.stream), 'any', [metadataEvent(metadata)]);
    }
    return messages;
  }
}
