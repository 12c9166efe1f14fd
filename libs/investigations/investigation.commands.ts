import { Field, InputType } from '@nestjs/graphql';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsHash,
  IsIn,
  IsInt,
  IsISO8601,
  IsMimeType,
  IsOptional,
  IsUUID,
} from 'class-validator';
import { ChangingCommand, StartingCommand } from '#libs/eventing/commands/command.js';
import { HappenedAt, Text } from '#libs/eventing/commands/fields.js';
import { Id, Ids } from '#libs/eventing/commands/id-field.js';
import { CaseSubject } from '#libs/people/case-subject-enum.js';
import { caseSubjects } from '#libs/people/case-subjects.js';
import { PersonId, PersonIds } from '#libs/people/person-id.js';
import { EvidenceDeclaration, InvestigationOutcome, Suspicion } from './investigation-enums.js';
import {
  evidenceDeclarations,
  investigationOutcomes,
  suspicions,
  uploadRefusals,
  unscannedReasons,
  type UnscannedReason,
  type UploadRefusal,
} from './investigation-words.js';

const longestAddress = 4_000;

@InputType({ description: 'Starts an investigation of misuse: two people and one computer (SL5, D11).' })
export class StartInvestigation extends StartingCommand {
  @Field(() => CaseSubject)
  @IsIn(caseSubjects)
  about: CaseSubject;

  @PersonIds('Who is under suspicion; none of them investigates, handles or sees it.', { optional: true })
  subjects: readonly string[];

  @PersonIds('The members of staff or volunteers who conduct it: two at least. Each joins under their own login.')
  staff: readonly string[];

  @Text({
    optional: true,
    max: 500,
    description:
      'The one computer on which it is conducted: not used by pupils, and such that the police could take it.',
  })
  computer?: string;

  @Text({ description: 'What the suspicion is.' })
  concern: string;

  @Id('The incident it belongs to.', { optional: true })
  incident?: string;
}

@InputType({ description: 'One of those named takes part, under their own login.' })
export class JoinInvestigation extends ChangingCommand {}

@InputType({ description: 'Names one more person for the investigation.' })
export class AddInvestigator extends ChangingCommand {
  @PersonId('The id of the person.')
  person: string;

  @Text()
  reason: string;
}

@InputType({ description: 'Somebody no longer takes part; two at least remain.' })
export class RemoveInvestigator extends ChangingCommand {
  @Id('The id of the person.')
  person: string;

  @Text()
  reason: string;
}

@InputType({ description: 'Another computer is used from now on, and why (D11).' })
export class ChangeComputer extends ChangingCommand {
  @Text({ max: 500 })
  computer: string;

  @Text()
  reason: string;
}

@InputType({ description: 'The computer is isolated as best one can; nobody changes its state any more (SL5).' })
export class IsolateComputer extends ChangingCommand {
  @Text({ description: 'What was done: unplugged, locked away, where.' })
  how: string;
}

@InputType({
  description: 'A site that was visited: its address, and the nature of the content causing concern (SL5).',
})
export class RecordSite extends ChangingCommand {
  @Text({ max: longestAddress })
  url: string;

  @Text()
  concern: string;

  @HappenedAt()
  visitedAt: string;
}

@InputType({ description: 'A sheet was printed, signed and attached to the form (SL5).' })
export class RecordSignedSheet extends ChangingCommand {
  @Text({ description: 'What is on the sheet, and where it is kept.' })
  what: string;

  @Ids('Those of the investigation who signed it.')
  @ArrayMinSize(1)
  signedBy: readonly string[];

  @Id('The file it is a print of.', { optional: true })
  evidenceId?: string;
}

@InputType({ description: 'Something to remember; nothing written before is changed (D3).' })
export class AddInvestigationNote extends ChangingCommand {
  @Text()
  text: string;
}

@InputType({
  description:
    'Something was seen that the police have to be told. Images of child sexual abuse halt everything (SL5).',
})
export class ReportSuspicion extends ChangingCommand {
  @Field(() => Suspicion)
  @IsIn(suspicions)
  suspicion: Suspicion;

  @Text({ optional: true, max: longestAddress, description: 'Where it was seen.' })
  url?: string;

  @Text({ description: 'In words alone: no copy, print or picture of it.' })
  description: string;

  @Id('The file of this investigation that shows it; a child sexual abuse image is withheld for good.', {
    optional: true,
  })
  evidenceId?: string;
}

/** Sent by the worker when the police referral of this investigation is on record (SL5). */
export class ConfirmPoliceReferral extends ChangingCommand {
  @IsUUID()
  referral: string;
  /** When it was put on record, ISO 8601 in UTC. */
  @IsISO8601({ strict: true })
  recordedAt: string;
}

@InputType({ description: 'A halted investigation goes on: the police have been told, the computer is isolated.' })
export class ResumeInvestigation extends ChangingCommand {
  @Text({ description: 'Why it may go on, and what the police said.' })
  reason: string;
}

@InputType({ description: 'Judges whether the concern has substance; a second person agrees (SL5).' })
export class JudgeSubstance extends ChangingCommand {
  @Field(() => Boolean)
  @IsBoolean()
  substance: boolean;

  @Text()
  reasons: string;
}

@InputType({ description: 'Another of those who conduct it agrees with the judgement (SL5).' })
export class AgreeJudgement extends ChangingCommand {}

@InputType({ description: 'Ends the investigation with what follows from it (SL5).' })
export class ConcludeInvestigation extends ChangingCommand {
  @Field(() => [InvestigationOutcome])
  @IsArray()
  @ArrayMaxSize(investigationOutcomes.length)
  @IsIn(investigationOutcomes, { each: true })
  outcomes: readonly InvestigationOutcome[];

  @Text()
  summary: string;

  @Text()
  reasons: string;
}

@InputType({
  description: 'Says what a file shows, before any byte of it is read; then the upload door is open (D12).',
})
export class DeclareEvidence extends ChangingCommand {
  @Id('The id of the new file, chosen by the sender.')
  evidenceId: string;

  @Text({ description: 'What the file is.' })
  what: string;

  @Field(() => EvidenceDeclaration)
  @IsIn(evidenceDeclarations)
  declares: EvidenceDeclaration;
}

/** Sent by the upload door: may this file come in? */
export class OpenUpload extends ChangingCommand {
  @IsUUID()
  evidenceId: string;
}

/** Sent by the upload door once the whole file has come in. */
export class ReceiveEvidence extends ChangingCommand {
  @IsUUID()
  evidenceId: string;

  @IsHash('sha256')
  sha256: string;

  @IsInt()
  bytes: number;

  @IsMimeType()
  mediaType: string;

  @IsIn(['clean', 'notScanned'])
  scan: 'clean' | 'notScanned';

  @IsOptional()
  @IsIn(unscannedReasons)
  notScannedBecause?: UnscannedReason;
}

/** Sent by the upload door when it turned a file away; nothing of it was stored. */
export class RefuseEvidence extends ChangingCommand {
  @IsUUID()
  evidenceId: string;

  @IsIn(uploadRefusals)
  why: UploadRefusal;
}

/** Sent by the download door when a quarantined file could be scanned at last. */
export class RecordScan extends ChangingCommand {
  @IsUUID()
  evidenceId: string;

  @IsIn(['clean', 'infected'])
  verdict: 'clean' | 'infected';
}

@InputType({ description: 'Proposes to release a file that could not be scanned for malware (D13).' })
export class ProposeRelease extends ChangingCommand {
  @Id('The id of the file.')
  evidenceId: string;

  @Text()
  reason: string;
}

@InputType({ description: 'A second person releases a file that could not be scanned for malware (D13).' })
export class AgreeRelease extends ChangingCommand {
  @Id('The id of the file.')
  evidenceId: string;

  @Text()
  reason: string;
}

/** Sent by the download door before a byte goes out (D13). */
export class ViewEvidence extends ChangingCommand {
  @IsUUID()
  evidenceId: string;
}

export const conductCommands = {
  StartInvestigation,
  JoinInvestigation,
  AddInvestigator,
  RemoveInvestigator,
  ChangeComputer,
  IsolateComputer,
  RecordSite,
  RecordSignedSheet,
  AddInvestigationNote,
  ReportSuspicion,
  ConfirmPoliceReferral,
  ResumeInvestigation,
  JudgeSubstance,
  AgreeJudgement,
  ConcludeInvestigation,
};

export const evidenceCommands = {
  DeclareEvidence,
  OpenUpload,
  ReceiveEvidence,
  RefuseEvidence,
  RecordScan,
  ProposeRelease,
  AgreeRelease,
  ViewEvidence,
};
