import {
  IsBoolean,
  IsHash,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumberString,
  IsOptional,
  IsString,
  IsUUID,
} from 'class-validator';
import { StartingCommand } from '#libs/eventing/commands/command.js';

/** Sent by the door of the chronologies before a byte goes out. */
export class RecordChronologyTaken extends StartingCommand {
  @IsIn(['person', 'incident'])
  of: 'person' | 'incident';

  @IsUUID()
  subject: string;

  @IsIn(['pdf', 'json'])
  format: 'pdf' | 'json';

  @IsIn(['shown', 'leftOut'])
  staffNames: 'shown' | 'leftOut';

  @IsIn(['shown', 'leftOut'])
  thirdParties: 'shown' | 'leftOut';

  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @IsBoolean()
  encrypted: boolean;

  @IsNumberString({ no_symbols: true })
  position: string;

  @IsHash('sha256')
  contentSha256: string;

  @IsHash('sha256')
  fileSha256: string;
}

/** Sent by the search before it answers. */
export class RecordIncidentsSearched extends StartingCommand {
  @IsString()
  words: string;

  @IsInt()
  found: number;
}

export const disclosureCommands = { RecordChronologyTaken, RecordIncidentsSearched };
