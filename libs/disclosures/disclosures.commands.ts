import { StartingCommand } from '#libs/eventing/commands/command.js';

/** Sent by the door of the chronologies before a byte goes out. */
export class RecordChronologyTaken extends StartingCommand {
  of: 'person' | 'incident';
  subject: string;
  format: 'pdf' | 'json';
  staffNames: 'shown' | 'leftOut';
  thirdParties: 'shown' | 'leftOut';
  from?: string;
  to?: string;
  encrypted: boolean;
  position: string;
  contentSha256: string;
  fileSha256: string;
}

/** Sent by the search before it answers. */
export class RecordIncidentsSearched extends StartingCommand {
  words: string;
  found: number;
}

export const disclosureCommands = { RecordChronologyTaken, RecordIncidentsSearched };
