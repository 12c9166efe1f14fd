import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { isRecordId } from '#libs/eventing/commands/record-id.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { Printer } from '#libs/printing/printer.js';
import { printedReferral } from '#libs/referrals/printed-referral.js';
import { TakeReferralReport } from '#libs/referrals/referral.commands.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { peopleDirectory, PersonEntry } from '#projections/people/people-directory.js';
import { referralTracker, type ReferralEntry } from '#projections/referrals/referral-tracker.js';
import { BadInput } from '../graphql/errors.js';
import { visibleTo as visibleIncidents } from '../incidents/incident-log.resolver.js';
import { documentPassword, printFor, sendFile } from '../http/printed-file.js';
import { ReadModels } from '../reading/read-models.js';
import { visibleTo as visibleReferrals } from './referrals.resolver.js';
import { Allow, Sender } from '../access/who.js';

/** The report of a referral, printed for the agency (D14). That it was taken is on record before a byte goes out. */
@Controller('referrals/:id/report')
export class ReferralReportsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(Printer) private readonly printer: Printer,
  ) {}

  @Allow('referrals:read')
  @Get()
  async report(
    @Param('id') id: string,
    @Headers('document-password') header: string | undefined,
    @Sender() who: Who,
    @Res() response: ServerResponse,
  ): Promise<void> {
    if (!isRecordId(id)) throw new BadInput([{ field: 'path', rule: 'the path holds the id of a referral' }]);
    const password = documentPassword(header);
    const referral = await this.readModels.readLog(who, referralTracker, {}, (rows) =>
      visibleReferrals(who, rows).andWhere('entry.id = :id', { id }).getOne(),
    );
    if (!referral) throw new Rejection('NOT_FOUND', 'There is no such referral in your school.', 'D14');
    const printed = printedReferral(await this.reported(who, referral));
    const file = await printFor(response, this.printer, { printed, password });
    if (!file) return;
    const sha256 = createHash('sha256').update(file).digest('hex');
    await this.commands.execute(commandOf(TakeReferralReport, { id, sha256 }).by(who));
    sendFile(response, file, { name: `referral-${id}`, format: 'pdf' });
  }

  private async reported(who: Who, referral: ReferralEntry): Promise<Parameters<typeof printedReferral>[0]> {
    const { school, id, agency, agencyName, subjects, concern, contact, reference } = referral;
    const { madeAt, madeBy, how, told } = referral;
    const people = await this.people(who, [...subjects, ...(madeBy === null ? [] : [madeBy])]);
    const incident = await this.readModels.readLog(who, incidentLog, {}, (rows) =>
      visibleIncidents(who, rows).andWhere('entry.id = :id', { id: referral.incident }).getOne(),
    );
    return {
      ...{ school, id, agency, agencyName, concern, contact, reference },
      subjects: subjects.map((subject) => {
        const { name, yearGroup } = people.get(subject) ?? {};
        return { id: subject, name, yearGroup: yearGroup ?? undefined };
      }),
      made:
        madeAt && madeBy !== null && how && told !== null
          ? { at: madeAt.toISOString(), by: people.get(madeBy)?.name ?? `person ${madeBy}`, how, told }
          : undefined,
      incident: incident
        ? {
            kind: incident.kindLabel,
            occurredAt: incident.occurredAt.toISOString(),
            place: incident.place,
            facts: incident.facts,
          }
        : undefined,
    };
  }

  private people(who: Who, ids: readonly string[]): Promise<Map<string, PersonEntry>> {
    return this.readModels.readLog(who, peopleDirectory, {}, async (rows) => {
      const found = await rows.of(PersonEntry).andWhere('entry.id = any(:ids)', { ids }).getMany();
      return new Map(found.map((person) => [person.id, person]));
    });
  }
}
