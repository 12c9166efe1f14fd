import { Command } from '@nestjs/cqrs';
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsInt, IsOptional, IsUUID, Min } from 'class-validator';
import type { RecordedEvent } from '../log/stored-event.js';

/** The roles that there are. Who knows people declares them here. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is declared elsewhere what is in it
export interface RoleNames {}
export type RoleName = Extract<keyof RoleNames, string>;

/** Who sends a command: taken from the verified token, never from the input. */
export interface Who {
  /** The person's id. */
  readonly actor: string;
  readonly roles: readonly RoleName[];
  /** The role that allows what is being done. */
  readonly role: RoleName;
  /** The school's URN. */
  readonly school: string;
}

/** What a command leaves behind: the record, its new revision, and the position to give to `after` in a query. */
@ObjectType({
  description: 'The record a command changed, its revision, and the position to give to `after` in a query.',
})
export class Receipt {
  @Field(() => ID)
  id: string;

  @Field(() => Int)
  revision: number;

  @Field(() => String)
  position: string;
}

/** The event from which a command follows, and the chain of events that it belongs to. */
export interface Cause {
  readonly eventId: string;
  readonly correlationId: string;
}

export const causeOf = ({ eventId, metadata }: Pick<RecordedEvent, 'eventId' | 'metadata'>): Cause => ({
  eventId,
  correlationId: metadata.$correlationId,
});

/** The receipt of a command that left nothing behind in the record that it names. */
export const nothingRecorded = (id: string): Receipt => ({ id, revision: -1, position: '0' });

/** What every command carries. A command class is the GraphQL input, the validated input and what the bus executes. */
@InputType({ isAbstract: true })
export abstract class RecordCommand extends Command<Receipt> {
  @Field(() => ID, {
    nullable: true,
    description: 'Send the same id again to repeat a command safely: it is done once.',
  })
  @IsOptional()
  @IsUUID()
  commandId?: string;

  who: Who;

  /** Left out where a person, or the clock alone, gives rise to it: its events begin a chain of their own. */
  cause?: Cause;

  /** The id of the record the command is for, if the sender named it. */
  abstract id?: string;

  /** Refuses if the record is no longer at this revision. */
  @IsOptional()
  @IsInt()
  @Min(0)
  expectedRevision?: number;

  /** The id of another record of the same kind that the decision has to look at; it is read, not written. */
  get alongside(): string | undefined {
    return undefined;
  }

  by(who: Who): this {
    this.who = who;
    return this;
  }

  /** Its events say from which event they follow. */
  causedBy(cause: Cause | undefined): this {
    if (cause) this.cause = cause;
    return this;
  }
}

/** A command that starts a record: the sender may choose its id. */
@InputType({ isAbstract: true })
export abstract class StartingCommand extends RecordCommand {
  @Field(() => ID, { nullable: true, description: 'The id of the new record; one is made if it is left out.' })
  @IsOptional()
  @IsUUID()
  override id?: string;
}

/** A command for a record that is already there. */
@InputType({ isAbstract: true })
export abstract class ChangingCommand extends RecordCommand {
  @Field(() => ID)
  @IsUUID()
  override id: string;

  @Field(() => Int, { nullable: true, description: 'Refuse if the record is no longer at this revision.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  override expectedRevision?: number;
}

/** A command for a record of which a school has one: it bears the URN of the sender's school. */
@InputType({ isAbstract: true })
export abstract class SchoolCommand extends RecordCommand {
  override get id(): string {
    return this.who.school;
  }
}

/** What a decider sees of a command: its own fields. */
export type DataOf<C> = Omit<C, keyof RecordCommand>;

/** What a decider sees of each of an area's commands. */
export type DataOfEach<C extends Record<string, abstract new (...args: never[]) => unknown>> = {
  [K in keyof C]: DataOf<InstanceType<C[K]>>;
};
