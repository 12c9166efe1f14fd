import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import {
  evidenceDeclarations,
  evidenceStatuses,
  investigationOutcomes,
  investigationStatuses,
  suspicions,
  uploadRefusals,
} from './investigation-words.js';

export const InvestigationStatus = graphqlEnum(investigationStatuses);
export type InvestigationStatus = keyof typeof InvestigationStatus;
registerEnumType(InvestigationStatus, { name: 'InvestigationStatus' });

export const InvestigationOutcome = graphqlEnum(investigationOutcomes);
export type InvestigationOutcome = keyof typeof InvestigationOutcome;
registerEnumType(InvestigationOutcome, { name: 'InvestigationOutcome' });

export const Suspicion = graphqlEnum(suspicions);
export type Suspicion = keyof typeof Suspicion;
registerEnumType(Suspicion, { name: 'Suspicion', description: 'What has to be told to the police (SL5).' });

export const EvidenceDeclaration = graphqlEnum(evidenceDeclarations);
export type EvidenceDeclaration = keyof typeof EvidenceDeclaration;
registerEnumType(EvidenceDeclaration, {
  name: 'EvidenceDeclaration',
  description: 'What the file shows, stated by the uploader before any byte of it is read (D12).',
});

export const EvidenceStatus = graphqlEnum(evidenceStatuses);
export type EvidenceStatus = keyof typeof EvidenceStatus;
registerEnumType(EvidenceStatus, { name: 'EvidenceStatus', description: 'Only a `readable` file can be looked at.' });

export const UploadRefusal = graphqlEnum(uploadRefusals);
export type UploadRefusal = keyof typeof UploadRefusal;
registerEnumType(UploadRefusal, { name: 'UploadRefusal', description: 'Why nothing of a file was stored.' });
