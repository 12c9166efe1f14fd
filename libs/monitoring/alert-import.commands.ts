import { IsHash, IsInt, IsUUID } from 'class-validator';
import { RecordCommand } from '#libs/eventing/commands/command.js';

/** Sent before the first alert of a file is recorded; no input of the API makes one. */
export class BeginAlertImport extends RecordCommand {
  @IsUUID()
  override id: string;

  @IsUUID()
  source: string;

  @IsHash('sha256')
  sha256: string;

  @IsInt()
  alerts: number;
}

/** Sent when every alert of the file is on record. */
export class FinishAlertImport extends RecordCommand {
  @IsUUID()
  override id: string;

  @IsInt()
  received: number;

  @IsInt()
  duplicates: number;

  @IsInt()
  highRisk: number;
}

export const alertImportCommands = { BeginAlertImport, FinishAlertImport };
