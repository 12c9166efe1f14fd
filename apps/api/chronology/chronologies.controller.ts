import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ChronologySources } from '#libs/chronology/chronology-sources.js';
import { chronologyOf } from '#libs/chronology/chronology.js';
import { chronologyFormat, type Chronology } from '#libs/chronology/chronology-format.js';
import { printedChronology } from '#libs/chronology/printed-chronology.js';
import { RecordChronologyTaken } from '#libs/disclosures/disclosures.commands.js';
import { eventCategories } from '#libs/record-kinds.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { dayRule, isDay } from '#libs/eventing/commands/moments.js';
import { isRecordId, recordIdsIn } from '#libs/eventing/commands/record-id.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { Printer } from '#libs/printing/printer.js';
import { ChronologyRecords } from './chronology-records.js';
import { BadInput } from '../graphql/errors.js';
import { documentPassword, printFor, sendFile } from '../http/printed-file.js';
import { Options } from '../http/route-options.js';
import { Allow, Sender } from '../access/who.js';

const asked = z.strictObject({
  format: z.enum(['pdf', 'json']).default('pdf'),
  staffNames: z.enum(['shown', 'leftOut']).default('shown'),
  thirdParties: z.enum(['shown', 'leftOut']).default('shown'),
  from: z.custom<string>((text) => isDay(text)).optional(),
  to: z.custom<string>((text) => isDay(text)).optional(),
  /** For the same bytes again: that of the first one. */
  position: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
type Asked = z.infer<typeof asked>;
const optionNames = Object.keys(asked.shape);

/** What each option may be. */
const rules: Readonly<Record<string, string>> = {
  format: 'must be pdf or json',
  staffNames: 'must be shown or leftOut',
  thirdParties: 'must be shown or leftOut',
  from: dayRule,
  to: dayRule,
  position: 'must be the position of an earlier chronology, a number',
};

/** Chronologies of a person and of an incident as files (D32). That one was taken is on record before a byte goes out. */
@Controller()
export class ChronologiesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ChronologyRecords) private readonly records: ChronologyRecords,
    @Inject(Printer) private readonly printer: Printer,
  ) {}

  @Allow('chronologies:take')
  @Options(...optionNames)
  @Get('people/:id/chronology')
  ofPerson(
    @Param('id') id: string,
    @Query() query: unknown,
    @Headers('document-password') password: string | undefined,
    @Sender() who: Who,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.answer({ kind: 'person', id: idIn(id) }, askedIn(query), documentPassword(password), who, response);
  }

  @Allow('chronologies:take')
  @Options(...optionNames)
  @Get('incidents/:id/chronology')
  ofIncident(
    @Param('id') id: string,
    @Query() query: unknown,
    @Headers('document-password') password: string | undefined,
    @Sender() who: Who,
    @Res() response: ServerResponse,
  ): Promise<void> {
    return this.answer({ kind: 'incident', id: idIn(id) }, askedIn(query), documentPassword(password), who, response);
  }

  private async answer(
    of: ChronologySources['of'],
    { format, position: wanted, ...options }: Asked,
    password: string | undefined,
    who: Who,
    response: ServerResponse,
  ): Promise<void> {
    if (format === 'json' && password !== undefined)
      throw new BadInput([{ field: 'document-password', rule: 'only a PDF can carry a password' }]);
    const reached = await this.records.position(who);
    const position = wanted === undefined ? reached : BigInt(wanted);
    if (position > reached)
      throw new BadInput([{ field: 'position', rule: 'position must be one that the read models have reached' }]);
    const chronology = await this.chronology(who, of, options, position);
    const content = Buffer.from(`${JSON.stringify(chronology, null, 2)}\n`);
    const contentSha256 = sha256(content);
    const file =
      format === 'json'
        ? content
        : await printFor(response, this.printer, { printed: printedChronology(chronology, contentSha256), password });
    if (!file) return;
    const taken = {
      ...{ of: of.kind, subject: of.id, format, ...options },
      ...{ encrypted: password !== undefined, position: String(position), contentSha256, fileSha256: sha256(file) },
    };
    await this.commands.execute(commandOf(RecordChronologyTaken, taken).by(who));
    sendFile(response, file, { name: `chronology-${of.id}`, format, position: String(position), contentSha256 });
  }

  private async chronology(
    who: Who,
    of: ChronologySources['of'],
    options: Chronology['options'],
    position: bigint,
  ): Promise<Chronology> {
    const streams = await this.records.streamsOf(who, of);
    const { events, setAside } = await this.records.pastOf(who, streams, position);
    if (events.length === 0 && setAside.length === 0)
      throw new Rejection('NOT_FOUND', 'There is nothing here that your role may see.', 'D32');
    const people = await this.records.peopleOf(who, namedIn(of, events), position);
    const past = { position: String(position), options, events, setAside, people };
    const sources = { school: who.school, of, takenAs: who.role, ...past };
    return chronologyFormat.parse(chronologyOf({ ...sources, isWritten }));
  }
}

/** Every id that may be a person's: those who are none are on no list. */
function namedIn({ id }: ChronologySources['of'], events: ChronologySources['events']): string[] {
  const found = events.flatMap(({ by, data }) => [by.actor, ...recordIdsIn(JSON.stringify(data))]);
  return [...new Set([id, ...found])].filter(isRecordId);
}

/** What somebody wrote is what the event seals. */
function isWritten(category: string, type: string, field: string): boolean {
  const newest = eventCategories.find((known) => known.category === category)?.types[type]?.versions.at(-1);
  return newest?.personalPaths.some(({ path }) => path[0] === field) ?? false;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function idIn(id: string): string {
  if (!isRecordId(id))
    throw new BadInput([{ field: 'path', rule: 'the path holds the id of a person or an incident' }]);
  return id;
}

/** @throws BadInput naming the fields, never what was sent. */
function askedIn(query: unknown): Asked {
  const { success, data, error } = asked.safeParse(query);
  if (success) return data;
  const fields = error.issues.map(({ path }) => String(path[0]));
  throw new BadInput(fields.map((field) => ({ field, rule: `${field} ${rules[field]}` })));
}
