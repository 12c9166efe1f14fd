import { Field, InputType, Int } from '@nestjs/graphql';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { ChangingCommand, RecordCommand } from '#libs/eventing/commands/command.js';
import { Day, Text } from '#libs/eventing/commands/fields.js';
import { Id } from '#libs/eventing/commands/id-field.js';
import { PersonId } from '#libs/people/person-id.js';
import { DeviceDifference, DeviceKind, DevicePlace, DeviceReceiver } from './device-enums.js';
import { deviceSheetOf } from './device-sheet-id.js';
import { deviceDifferences, deviceKinds, devicePlaces, deviceReceivers } from './device-words.js';

@InputType({ description: "A pupil hands in a phone or a watch: it comes on the day's sheet of the class (SW15)." })
export class HandInDevice extends RecordCommand {
  @Text({ max: 60, description: 'The class, as its lock box is called.' })
  schoolClass: string;

  @Day('The day of the sheet.')
  day: string;

  @Field(() => Int, { description: 'The year group of the pupil; 0 is Reception.' })
  @IsInt()
  @Min(0)
  @Max(13)
  yearGroup: number;

  @Id('The id of the device on this sheet.')
  device: string;

  @PersonId('The id of the pupil.')
  pupil: string;

  @Field(() => DeviceKind)
  @IsIn(deviceKinds)
  kind: DeviceKind;

  @Field(() => DevicePlace)
  @IsIn(devicePlaces)
  place: DevicePlace;

  /** A class has one sheet a day, and nobody names another school's. */
  override get id(): string {
    return deviceSheetOf(this.who.school, this.day, this.schoolClass);
  }
}

@InputType({ description: 'The device is given back: a watch to a parent or carer (SW15).' })
export class ReturnDevice extends ChangingCommand {
  @Id('The id of the device on this sheet.')
  device: string;

  @Field(() => DeviceReceiver)
  @IsIn(deviceReceivers)
  to: DeviceReceiver;
}

@InputType({ description: 'The device is not given back as it should be, and what was done about it.' })
export class NameDeviceDifference extends ChangingCommand {
  @Id('The id of the device on this sheet.')
  device: string;

  @Field(() => DeviceDifference)
  @IsIn(deviceDifferences)
  difference: DeviceDifference;

  @Text({ description: 'What was done about it.' })
  done: string;
}

/** Sent by the worker at the end of the day. */
export class RaiseUnbalancedSheet extends ChangingCommand {}

export const deviceSheetCommands = { HandInDevice, ReturnDevice, NameDeviceDifference, RaiseUnbalancedSheet };
