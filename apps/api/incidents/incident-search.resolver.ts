import { Inject } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Args, ArgsType, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { SelectQueryBuilder } from 'typeorm';
import { RecordIncidentsSearched } from '#libs/disclosures/disclosures.commands.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { Text } from '#libs/eventing/commands/fields.js';
import { IncidentLogEntry } from '#projections/incidents/incident-log-entry.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { AfterArgs, byRecordedAt, IncidentFilter, matching, visibleTo } from './incident-log.resolver.js';
import { CountAsked, Cursor, First, pageIn, pageOf } from '../reading/paging.js';
import { ReadModels } from '../reading/read-models.js';
import { Allow, Sender } from '../access/who.js';

@ObjectType({ description: 'A piece of what was written, as plain text.' })
export class ExcerptPiece {
  @Field(() => String)
  text: string;

  @Field(() => Boolean, { description: 'It is one of the words that were looked for.' })
  found: boolean;
}

@ObjectType({ description: 'An incident in which the words stand.' })
export class IncidentFound {
  @Field(() => IncidentLogEntry)
  incident: IncidentLogEntry;

  @Field(() => [ExcerptPiece], {
    description: 'Where the words stand, in plain letters and in pieces: join them to read it.',
  })
  excerpt: ExcerptPiece[];
}

@ObjectType()
export class IncidentsFoundPage extends pageOf(IncidentFound) {}

/** No `asAt`: a search leads to a record, which shows itself as at any day; words of past versions are not kept. */
@ArgsType()
class SearchArgs extends AfterArgs {
  @Text({ max: 200, description: 'As in a web search: `"class chat" -football`, `threat or blackmail`.' })
  words: string;

  @First()
  first: number;

  @Cursor()
  cursor?: string;
}

/** An incident and where the words stand in it, as PostgreSQL marks them. */
type Marked = IncidentLogEntry & { readonly excerpt: string };

/**
 * Looks through all that was written. As it reaches over every case at once, each page is on record before it is shown,
 * and what was looked for is sealed: it may be a child's name (D37).
 */
@Resolver()
export class IncidentSearchResolver {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
  ) {}

  @Allow('incidents:search')
  @Query(() => IncidentsFoundPage, {
    description: 'The incidents that the sender handles in which the words stand, last recorded first (SW6).',
  })
  async searchIncidents(
    @Args() { words, ...page }: SearchArgs,
    @Sender() who: Who,
    @CountAsked() counted: boolean,
    @Args('filter', { nullable: true }) filter?: IncidentFilter,
  ): Promise<IncidentsFoundPage> {
    const { entries, ...rest } = await this.readModels.readLog(who, incidentLog, page, (rows) =>
      pageIn(withWords(matching(visibleTo(who, rows), filter ?? {}), words), page, byRecordedAt, counted),
    );
    const record = commandOf(RecordIncidentsSearched, { words, found: entries.length });
    await this.commands.execute(record.by(who));
    return { ...rest, entries: entries.map((incident) => ({ incident, excerpt: piecesOf(incident.excerpt) })) };
  }
}

/** Around what was found; taken out of the text before, and what is answered are pieces, so that nothing in it is markup. */
const [opens, closes] = ['\u0002', '\u0003'] as const;

function withWords(query: SelectQueryBuilder<IncidentLogEntry>, words: string): SelectQueryBuilder<Marked> {
  const asked = `websearch_to_tsquery('public.written_english', plain_text(:words))`;
  const written = `incident_text(entry.facts_history, entry.place_detail, entry.people, entry.steps, entry.closures)`;
  const options = `'StartSel=' || chr(2) || ', StopSel=' || chr(3)
    || ', MaxFragments=3, MinWords=6, MaxWords=18, FragmentDelimiter=" … "'`;
  const plain = `translate(${written}, chr(2) || chr(3), '')`;
  query
    .addSelect(`ts_headline('public.written_english', ${plain}, ${asked}, ${options})`, 'excerpt')
    .andWhere(`entry.words @@ ${asked}`, { words });
  return query as SelectQueryBuilder<Marked>;
}

function piecesOf(marked: string): ExcerptPiece[] {
  const pieces = marked.split(opens).flatMap((part, nth) => {
    const [found = '', after = ''] = nth === 0 ? ['', part] : part.split(closes);
    return [
      { text: found, found: true },
      { text: after, found: false },
    ];
  });
  return pieces.filter(({ text }) => text !== '');
}
