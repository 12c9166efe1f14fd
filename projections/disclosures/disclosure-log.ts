import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Column, Entity } from 'typeorm';
import { disclosureEvents } from '#libs/disclosures/disclosure.events.js';
import { peopleLookUpEvents } from '#libs/disclosures/people-look-up.events.js';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { projection, ReadModelRow, type RowData } from '#libs/eventing/read-models/projection.js';

const DisclosureKind = graphqlEnum(['chronologyOfPerson', 'chronologyOfIncident', 'search', 'lookUp']);
type DisclosureKind = keyof typeof DisclosureKind;
registerEnumType(DisclosureKind, { name: 'DisclosureKind' });

@ObjectType({ description: 'How a chronology was taken (D32).' })
export class ChronologyTakenWith {
  @Field(() => String, { description: 'pdf or json' })
  format: string;

  @Field(() => String, { description: 'shown or leftOut' })
  staffNames: string;

  @Field(() => String, { description: 'shown or leftOut' })
  thirdParties: string;

  @Field(() => String, { nullable: true })
  from?: string | undefined;

  @Field(() => String, { nullable: true })
  to?: string | undefined;

  @Field(() => Boolean)
  encrypted: boolean;

  @Field(() => String, { description: 'Up to which position of the log; with it, the same file is taken again.' })
  position: string;
}

@Entity('disclosure_log')
@ObjectType({
  description: 'That somebody read records about people; not what stands in them, nor what was looked for.',
})
export class DisclosureEntry extends ReadModelRow {
  @Field(() => DisclosureKind)
  @Column('text')
  kind: DisclosureKind;

  @Field(() => String, { description: 'The id of the person who did.' })
  @Column('text')
  readBy: string;

  @Field(() => String)
  @Column('text')
  role: string;

  @Field(() => GraphQLISODateTime)
  @Column('timestamptz')
  readAt: Date;

  @Field(() => ID, { nullable: true, description: 'The person or the incident; null for a search or a look-up.' })
  @Column('text', { nullable: true })
  subject: string | null;

  @Field(() => ChronologyTakenWith, { nullable: true })
  @Column('jsonb', { nullable: true })
  options: ChronologyTakenWith | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the JSON that a chronology is or was printed from.' })
  @Column('text', { nullable: true })
  contentSha256: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the file that went out.' })
  @Column('text', { nullable: true })
  fileSha256: string | null;

  @Field(() => Int, { nullable: true, description: 'How many records a search, or people a look-up, showed.' })
  @Column('integer', { nullable: true })
  found: number | null;
}

type Row = RowData<DisclosureEntry>;

const reading = (kind: DisclosureKind, { by }: RecordedEvent): Row => ({
  kind,
  readBy: by.actor,
  role: by.role,
  readAt: new Date(by.at),
  subject: null,
  options: null,
  contentSha256: null,
  fileSha256: null,
  found: null,
});

export const disclosureLog = projection({
  name: 'disclosure_log',
  version: 2,
  row: DisclosureEntry,
  from: { disclosure: disclosureEvents, peopleLookUp: peopleLookUpEvents },
  // Each use of the look-up is an entry; those of one person and day are one record.
  keys: ({ category, id, eventId }) => [category === peopleLookUpEvents.category ? eventId : id],
}).on({
  disclosure: {
    ChronologyTaken: (_, event) => {
      const { of, subject, contentSha256, fileSha256, ...options } = event.data;
      const kind = of === 'person' ? 'chronologyOfPerson' : 'chronologyOfIncident';
      return { ...reading(kind, event), subject, options, contentSha256, fileSha256 };
    },
    IncidentsSearched: (_, event) => ({ ...reading('search', event), found: event.data.found }),
  },
  peopleLookUp: {
    PeopleLookedUp: (_, event) => ({ ...reading('lookUp', event), found: event.data.shown.length }),
  },
});
