import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { v5 as uuidOf } from 'uuid';
import type { Receipt, RecordCommand, Who } from './command.js';
import { CommonFacts, fold, type AnyDecider, type Context, type Facts } from './decider.js';
import { EventCodec } from '../schemas/event-codec.js';
import type { Sealable } from '../log/seal.js';
import type { EventCategory } from '../schemas/event-schemas.js';
import { wordsOf } from './command-words.js';
import { EventStore, RevisionConflict } from '../log/event-store.js';
import { Rejection, type RejectionCode } from './rejection.js';
import { recordSetAside } from './set-aside.js';
import { CommandObserver } from './command-observer.js';
import { readRecord } from '../log/record-stream.js';
import type { NewEventMetadata, NewEvent, RecordedEvent } from '../log/stored-event.js';
import { traced, traceparent } from '../trace.js';

const attempts = 4;
/** The name space of the ids that Daybook derives from command ids. */
const daybook = '6f9f3c1e-93a5-4d0f-9d5c-0d8f6a1f7b52';

/** Runs one command: read, fold, decide, append. The same for every command of every area. */
@Injectable()
export class CommandExecution {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EventCodec) private readonly codec: EventCodec,
    @Inject(CommonFacts) private readonly commonFacts: CommonFacts,
    @Inject(CommandObserver) private readonly watch: CommandObserver,
  ) {}

  /**
   * When it returns, the events are durable. A command id seen before in the record answers its old receipt:
   * a retry is one event. A conflict is decided again on the new state, unless the sender pinned a revision.
   * A refusal that is itself put on record is durable when it is thrown, and thrown again on a retry.
   */
  async run(
    category: EventCategory,
    decider: AnyDecider,
    name: string,
    command: RecordCommand,
    areaFacts?: Facts,
  ): Promise<Receipt> {
    try {
      const receipt = await traced(`command ${name}`, {}, () =>
        this.runOnce(category, decider, name, command, areaFacts),
      );
      this.watch.ended(name, 'ok');
      return receipt;
    } catch (error) {
      this.watch.ended(name, error instanceof Rejection ? error.code : 'ERROR');
      throw error;
    }
  }

  private async runOnce(
    category: EventCategory,
    decider: AnyDecider,
    name: string,
    command: RecordCommand,
    areaFacts?: Facts,
  ): Promise<Receipt> {
    const { who } = command;
    const commandId = command.commandId ?? randomUUID();
    const id = command.id ?? uuidOf(`${who.school}/${commandId}`, daybook);
    const [{ known, policy }, facts] = await Promise.all([
      this.commonFacts.of(who.school, command),
      areaFacts?.of(who.school),
    ]);
    const other = command.alongside;
    const alongside: unknown = other === undefined ? undefined : await this.stateOf(category, decider, other, who);

    for (let attempt = 1; ; attempt++) {
      const { stream, past } = await this.record(category, id, who);
      const words = wordsOf(command, stream, name, commandId);
      const before = past.findLast(({ metadata }) => metadata.commandId === commandId);
      if (before) return this.again(id, before, words);
      const revision = past.at(-1)?.revision ?? -1;
      if (command.expectedRevision !== undefined && command.expectedRevision !== revision) {
        throw new Rejection(
          'REVISION_CONFLICT',
          `The record is at revision ${revision}, not ${command.expectedRevision}.`,
        );
      }
      const now = new Date().toISOString();
      const decide = decider.decide[name] as (data: unknown, state: unknown, context: Context) => readonly Decided[];
      const { actor, role, roles, school } = who;
      const context = Object.assign(known, facts, { actor, role, roles, school, now, alongside }) as Context;
      const { decided, refusal } = outcomeOf(() => decide(command, fold(decider, past), context));
      // Nothing follows from it: an alarm that rang twice, say.
      if (decided.length === 0) return { id, revision, position: String(past.at(-1)?.position ?? 0) };
      const recordedAt = notBefore(past.at(-1), now);
      // What the system repeats may have come to other words meanwhile, and is done once all the same.
      const commandSeal = role === 'system' ? undefined : await this.codec.sealWords(words);
      const metadata = metadataOf(command, { name, commandId, commandSeal, recordedAt, policy, refusal });
      const encoded = await this.encode(stream, who.school, commandId, decided, metadata);
      const events = await this.codec.seal(stream, revision, encoded);
      try {
        const appended = await traced(
          'append',
          { attributes: { 'daybook.category': category.category, 'daybook.events': events.length } },
          () => this.store.append(stream, revision, events),
        );
        if (refusal) throw refusal;
        return { id, revision: appended.revision, position: String(appended.position) };
      } catch (error) {
        if (error instanceof RevisionConflict) this.watch.conflicted();
        if (!(error instanceof RevisionConflict) || attempt === attempts || command.expectedRevision !== undefined) {
          throw error instanceof RevisionConflict
            ? new Rejection(
                'REVISION_CONFLICT',
                'Somebody else changed this record at the same time. Read it again and repeat your change.',
              )
            : error;
        }
      }
    }
  }

  /**
   * The state of a record, folded from its own events; its initial state where it has none.
   * @throws Rejection RECORD_SET_ASIDE where one of them cannot be relied on.
   */
  async stateOf(category: EventCategory, decider: AnyDecider, id: string, who: Who): Promise<unknown> {
    return (await this.placeAndState(category, decider, id, who)).state;
  }

  /** The same, and the name of the stream in which the record stands, or will. */
  async placeAndState(
    category: EventCategory,
    decider: AnyDecider,
    id: string,
    who: Who,
  ): Promise<{ readonly stream: string; readonly state: unknown }> {
    const { stream, past } = await this.record(category, id, who);
    return { stream, state: fold<unknown, never>(decider, past) };
  }

  /** The receipt of a command that the record has already seen: the last of its events is `before`. */
  private async again(id: string, before: RecordedEvent, words: Sealable): Promise<Receipt> {
    const { command, actor, commandSeal, refusal } = before.metadata;
    const isSame = commandSeal === undefined || (await this.codec.isSealOfWords(commandSeal, words));
    if (command !== words.type || actor !== (words.metadata as { actor: string }).actor || isSame === false)
      throw new Rejection(
        'COMMAND_ID_REUSED',
        'This command id was used for another command. Send this one under an id of its own.',
      );
    // The code as it was told then, also where another release gave it.
    if (refusal)
      throw new Rejection(
        refusal.code as RejectionCode,
        'This was refused, and the attempt has been recorded.',
        refusal.clause,
      );
    return { id, revision: before.revision, position: String(before.position) };
  }

  /** A record of another school does not exist for this one. */
  private async record(
    category: EventCategory,
    id: string,
    who: Who,
  ): Promise<{ stream: string; past: readonly RecordedEvent[] }> {
    const { stream, events } = await readRecord(this.store, category, id, who.school);
    const { events: past, setAside } = await this.codec.decodeRecord(events);
    if (past.some(({ school }) => school !== who.school)) {
      throw new Rejection('NOT_FOUND', 'There is no such record in your school.');
    }
    if (setAside) throw recordSetAside(setAside);
    return { stream, past };
  }

  private async encode(
    stream: string,
    school: string,
    commandId: string,
    decided: readonly Decided[],
    metadata: Omit<NewEventMetadata, 'schemaVersion'>,
  ): Promise<NewEvent[]> {
    const events: NewEvent[] = [];
    for (const [index, { type, data }] of decided.entries()) {
      const eventId = uuidOf(`${stream}/${commandId}/${index}`, daybook);
      const encoded = await this.codec.encode({ stream, type, eventId }, school, data);
      events.push({
        eventId,
        type,
        data: encoded.data,
        metadata: { ...metadata, schemaVersion: encoded.schemaVersion },
      });
    }
    return events;
  }
}

interface Decided {
  readonly type: string;
  readonly data: unknown;
}

/** What was decided, or what a refusal puts on record. */
function outcomeOf(decide: () => readonly Decided[]): { decided: readonly Decided[]; refusal?: Rejection } {
  try {
    return { decided: decide() };
  } catch (error) {
    if (error instanceof Rejection && error.onRecord.length > 0) return { decided: error.onRecord, refusal: error };
    throw error;
  }
}

/** The clocks of two machines differ; within a record no event is recorded before the one that it follows (D35). */
const notBefore = (last: RecordedEvent | undefined, now: string): string =>
  last && Date.parse(last.by.at) > Date.parse(now) ? last.by.at : now;

interface Stamped {
  readonly name: string;
  readonly commandId: string;
  readonly commandSeal: string | undefined;
  readonly recordedAt: string;
  readonly policy: string | undefined;
  readonly refusal: Rejection | undefined;
}

function metadataOf(
  { who, cause }: RecordCommand,
  { name, commandId, commandSeal, recordedAt, policy, refusal }: Stamped,
): Omit<NewEventMetadata, 'schemaVersion'> {
  return {
    school: who.school,
    actor: who.actor,
    role: who.role,
    command: name,
    commandId,
    ...(commandSeal !== undefined && { commandSeal }),
    ...(policy !== undefined && { policy }),
    ...(refusal && {
      refusal: { code: refusal.code, ...(refusal.clause !== undefined && { clause: refusal.clause }) },
    }),
    recordedAt,
    $correlationId: cause?.correlationId ?? commandId,
    $causationId: cause?.eventId ?? commandId,
    ...traceparent(),
  };
}
