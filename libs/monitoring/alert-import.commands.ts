import { RecordCommand } from '#libs/eventing/commands/command.js';

/** Sent before the first alert of a file is recorded; no input of the API makes one. */
export class BeginAlertImport extends RecordCommand {
  override id: string;
  source: string;
  sha256: string;
  alerts: number;
}

/** Sent when every alert of the file is on record. */
export class FinishAlertImport extends RecordCommand {
  override id: string;
  received: number;
  duplicates: number;
  highRisk: number;
}

export const alertImportCommands = { BeginAlertImport, FinishAlertImport };
