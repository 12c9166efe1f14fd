import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import {
  EvidenceDeclaration,
  EvidenceStatus,
  InvestigationOutcome,
  InvestigationStatus,
} from '#libs/investigations/investigation-enums.js';
import { investigationEvents } from '#libs/investigations/investigation.events.js';
import { CaseSubject } from '#libs/people/case-subject-enum.js';

@ObjectType({ description: 'One act in an investigation: what was done, by whom, in which role, when and why.' })
export class InvestigationStep {
  @Field(() => String, { description: 'The name of the event, as SiteVisited.' })
  what: string;

  @Field(() => String, { description: 'The id of the person who did it; `daybook` for the system itself.' })
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'When it was recorded, ISO 8601 in UTC.' })
  at: string;

  @Field(() => String, { nullable: true, description: 'The code or id it is about.' })
  value?: string | undefined;

  @Field(() => String, { nullable: true, description: 'What was written with it.' })
  text?: string | undefined;
}

@ObjectType({ description: 'Somebody named for the investigation.' })
export class Investigator {
  @Field(() => ID)
  person: string;

  @Field(() => Boolean, { description: 'Whether they have joined under their own login.' })
  joined: boolean;
}

@ObjectType({ description: 'A site that was visited (SL5).' })
export class VisitedSite {
  @Field(() => String)
  url: string;

  @Field(() => String, { description: 'The nature of the content causing concern.' })
  concern: string;

  @Field(() => String)
  visitedAt: string;

  @Field(() => String, { description: 'The computer that was designated then.' })
  computer: string;
}

@ObjectType({ description: 'Somebody looked at a file; recorded before a byte went out (D13).' })
export class EvidenceView {
  @Field(() => String)
  who: string;

  @Field(() => String)
  role: string;

  @Field(() => String)
  at: string;
}

@ObjectType({
  description: 'A file of the investigation, and everybody who looked at it. Its bytes come by the evidence door.',
})
export class EvidenceItem {
  @Field(() => ID)
  evidenceId: string;

  @Field(() => String)
  what: string;

  @Field(() => EvidenceDeclaration)
  declares: EvidenceDeclaration;

  @Field(() => EvidenceStatus)
  status: EvidenceStatus;

  @Field(() => String, { nullable: true, description: 'Why the file was turned away; nothing of it was stored.' })
  refusal?: string | undefined;

  @Field(() => String, { nullable: true, description: 'Of the whole file, in hexadecimal.' })
  sha256?: string | undefined;

  @Field(() => Int, { nullable: true })
  bytes?: number | undefined;

  @Field(() => String, { nullable: true, description: 'As its content shows, whatever its name said.' })
  mediaType?: string | undefined;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it was not scanned for malware when it came in: noScanner, noAnswer, tooLarge (for the scanner), limitReached (another limit of the scanner) or scannerError. Null where it was, and for files from before this was recorded.',
  })
  notScannedBecause?: string | undefined;

  @Field(() => [EvidenceView])
  views: EvidenceView[];
}

@Entity('investigation_log')
@ObjectType({ description: 'A misuse investigation, for those who conduct or handle it (SL5).' })
export class InvestigationLogEntry extends ReadModelRow {
  @Field(() => InvestigationStatus)
  @Column('text')
  status: InvestigationStatus;

  @Field(() => CaseSubject)
  @Column('text')
  about: CaseSubject;

  @Field(() => [ID], { description: 'The ids of those under suspicion.' })
  @Column('jsonb')
  subjects: string[];

  @Field(() => [Investigator])
  @Column('jsonb')
  staff: Investigator[];

  @Field(() => String)
  @Column('text')
  computer: string;

  @Field(() => Boolean, { description: 'Whether that computer is isolated.' })
  @Column('boolean')
  isolated: boolean;

  @Field(() => String)
  @Column('text')
  concern: string;

  @Field(() => ID, { nullable: true })
  @Column('text', { nullable: true })
  incident: string | null;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  startedAt: Date;

  @Field(() => String)
  @Column('text')
  startedBy: string;

  @Field(() => [VisitedSite])
  @Column('jsonb')
  sites: VisitedSite[];

  @Field(() => [EvidenceItem])
  @Column('jsonb')
  evidence: EvidenceItem[];

  @Field(() => Boolean, { description: 'The police have still to be told before this can go on or end.' })
  @Column('boolean')
  policeReferralRequired: boolean;

  @Field(() => ID, { nullable: true, description: 'The referral by which the police were told last.' })
  @Column('text', { nullable: true })
  policeReferral: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the concern has substance, as last judged.' })
  @Column('boolean', { nullable: true })
  substance: boolean | null;

  @Field(() => [ID], { description: 'Who shares that judgement.' })
  @Column('jsonb')
  judgedBy: string[];

  @Field(() => [InvestigationOutcome])
  @Column('jsonb')
  outcomes: InvestigationOutcome[];

  @Field(() => [InvestigationStep])
  @Column('jsonb')
  steps: InvestigationStep[];
}

type Row = RowData<InvestigationLogEntry>;

export const investigationLog = projection({
  name: 'investigation_log',
  version: 2,
  row: InvestigationLogEntry,
  from: { investigation: investigationEvents },
}).on({
  investigation: {
    InvestigationStarted: (_, event) => ({
      status: 'underWay',
      about: event.data.about,
      subjects: event.data.subjects,
      staff: event.data.staff.map((person) => ({ person, joined: person === event.by.actor })),
      computer: event.data.computer,
      isolated: false,
      concern: event.data.concern,
      incident: event.data.incident ?? null,
      startedAt: new Date(event.by.at),
      startedBy: event.by.actor,
      sites: [],
      evidence: [],
      policeReferralRequired: false,
      policeReferral: null,
      substance: null,
      judgedBy: [],
      outcomes: [],
      steps: [step(event, { text: event.data.concern })],
    }),
    InvestigatorJoined: (row, event) => {
      const before = after(row, event);
      const joins = ({ person, joined }: Investigator) => ({ person, joined: joined || person === event.by.actor });
      return { ...before, staff: before.staff.map(joins) };
    },
    InvestigatorAdded: (row, event) => {
      const { person, reason } = event.data;
      const before = after(row, event, { value: person, text: reason });
      return { ...before, staff: [...before.staff, { person, joined: false }] };
    },
    InvestigatorRemoved: (row, event) => {
      const { person, reason } = event.data;
      const before = after(row, event, { value: person, text: reason });
      return { ...before, staff: before.staff.filter((named) => named.person !== person) };
    },
    ComputerChanged: (row, event) => ({
      ...after(row, event, { value: event.data.computer, text: event.data.reason }),
      computer: event.data.computer,
      isolated: false,
    }),
    ComputerIsolated: (row, event) => ({ ...after(row, event, { text: event.data.how }), isolated: true }),
    SiteVisited: (row, event) => {
      const before = after(row, event, { value: event.data.url, text: event.data.concern });
      return { ...before, sites: [...before.sites, { ...event.data, computer: before.computer }] };
    },
    SheetSigned: (row, event) => after(row, event, { value: event.data.signedBy.join(', '), text: event.data.what }),
    InvestigationNoteAdded: (row, event) => after(row, event, { text: event.data.text }),

    InvestigationHalted: (row, event) => {
      const { suspicion, description, evidenceId } = event.data;
      const before = after(row, event, { value: suspicion, text: description });
      return {
        ...(evidenceId ? changed(before, evidenceId, { status: 'withheld' }) : before),
        status: 'halted',
        policeReferralRequired: true,
      };
    },
    PoliceReferralRequired: (row, event) => ({
      ...after(row, event, { value: event.data.suspicion, text: event.data.description }),
      policeReferralRequired: true,
    }),
    PoliceReferralConfirmed: (row, event) => ({
      ...after(row, event, { value: event.data.referral }),
      policeReferralRequired: false,
      policeReferral: event.data.referral,
    }),
    InvestigationResumed: (row, event) => ({ ...after(row, event, { text: event.data.reason }), status: 'underWay' }),

    EvidenceDeclared: (row, event) => {
      const { evidenceId, what, declares } = event.data;
      const before = after(row, event, { value: evidenceId, text: what });
      const item: EvidenceItem = { evidenceId, what, declares, status: 'declared', views: [] };
      return { ...before, evidence: [...before.evidence, item] };
    },
    EvidenceRefused: (row, event) => {
      const { evidenceId, why } = event.data;
      return changed(after(row, event, { value: evidenceId }), evidenceId, { status: 'refused', refusal: why });
    },
    EvidenceReceived: (row, event) => {
      const { evidenceId, sha256, bytes, mediaType, scan, notScannedBecause } = event.data;
      const status = scan === 'clean' ? 'readable' : 'quarantined';
      return changed(after(row, event, { value: evidenceId }), evidenceId, {
        status,
        sha256,
        bytes,
        mediaType,
        ...(notScannedBecause && { notScannedBecause }),
      });
    },
    EvidenceScanned: (row, event) => {
      const { evidenceId, verdict } = event.data;
      const status = verdict === 'clean' ? 'readable' : 'withheld';
      return changed(after(row, event, { value: evidenceId }), evidenceId, { status });
    },
    EvidenceReleaseProposed: (row, event) => {
      const { evidenceId, reason } = event.data;
      return changed(after(row, event, { value: evidenceId, text: reason }), evidenceId, { status: 'releaseProposed' });
    },
    EvidenceReleased: (row, event) => {
      const { evidenceId, reason } = event.data;
      return changed(after(row, event, { value: evidenceId, text: reason }), evidenceId, { status: 'readable' });
    },
    EvidenceViewed: (row, event) => {
      const { evidenceId } = event.data;
      const before = after(row, event, { value: evidenceId });
      const views = before.evidence.find((item) => item.evidenceId === evidenceId)?.views ?? [];
      const { actor: who, role, at } = event.by;
      return changed(before, evidenceId, { views: [...views, { who, role, at }] });
    },

    SubstanceJudged: (row, event) => ({
      ...after(row, event, { value: String(event.data.substance), text: event.data.reasons }),
      substance: event.data.substance,
      judgedBy: [event.by.actor],
    }),
    JudgementAgreed: (row, event) => {
      const before = after(row, event);
      return { ...before, judgedBy: [...before.judgedBy, event.by.actor] };
    },
    InvestigationConcluded: (row, event) => {
      const { outcomes, summary, reasons } = event.data;
      const concluded = after(row, event, { value: outcomes.join(', '), text: `${summary}\n${reasons}` });
      return { ...concluded, status: 'concluded', outcomes };
    },
  },
});

type Detail = Pick<InvestigationStep, 'value' | 'text'>;

function step({ type, by }: RecordedEvent, detail: Detail): InvestigationStep {
  return { what: type, who: by.actor, role: by.role, at: by.at, ...detail };
}

/** The row with one more step; an investigation that was never started has none. */
function after(row: Row | undefined, event: RecordedEvent, detail: Detail = {}): Row {
  if (!row) throw new Error(`${event.type} without an investigation before it`);
  return { ...row, steps: [...row.steps, step(event, detail)] };
}

function changed(row: Row, evidenceId: string, change: Partial<EvidenceItem>): Row {
  const apply = (item: EvidenceItem): EvidenceItem =>
    item.evidenceId === evidenceId ? Object.assign({}, item, change) : item;
  return { ...row, evidence: row.evidence.map(apply) };
}
