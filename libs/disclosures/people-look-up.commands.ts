import { IsArray, IsString, IsUUID } from 'class-validator';
import { v5 as uuidOf } from 'uuid';
import { Day } from '#libs/eventing/commands/fields.js';
import { RecordCommand } from '#libs/eventing/commands/command.js';

/** The name space of the ids of these records: one for each person and day. */
const lookUps = '5f0c7a52-3a0e-4d53-9b6a-2c1c7e0f8d41';

/** Sent by the look-up before it answers. */
export class RecordPeopleLookedUp extends RecordCommand {
  @Day('Today.')
  day: string;

  @IsString()
  sought: string;

  @IsArray()
  @IsUUID(undefined, { each: true })
  shown: readonly string[];

  override get id(): string {
    return uuidOf(`${this.who.school}/${this.who.actor}/${this.day}`, lookUps);
  }
}

export const peopleLookUpCommands = { RecordPeopleLookedUp };
