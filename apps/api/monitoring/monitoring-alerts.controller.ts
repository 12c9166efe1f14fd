import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { createHash } from 'node:crypto';
import { v5 as uuidOf } from 'uuid';
import type { Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { BeginAlertImport, FinishAlertImport } from '#libs/monitoring/alert-import.commands.js';
import { alertsIn, FaultyFile, rules, type AlertRow } from '#libs/monitoring/alert-file.js';
import { RecordAlert } from '#libs/monitoring/monitoring.commands.js';
import type { AlertDoor } from '#libs/monitoring/monitoring-words.js';
import { isSignedBy, WebhookSecrets } from '#libs/monitoring/webhook-signature.js';
import { PeopleOfSchool } from '#libs/people/people-of-school.js';
import { MonitoringSourceEntry, monitoringSources } from '#projections/monitoring/monitoring-sources.js';
import { BadInput, Unauthenticated } from '../graphql/errors.js';
import { ReadModels } from '../reading/read-models.js';
import type { WholeRequest } from '../http/raw-body.js';
import { Allow, OpenToAll, Sender } from '../access/who.js';

/** The name space of the ids of alerts: the same alert of a vendor is the same record, by whichever door it comes. */
const alerts = '3d1f6a0e-6b7c-4a54-8f0e-0f1c2b7d9a63';
/** The name space of the ids of imports: the same file for the same source is the same import. */
const imports = '5e0a7c1b-9d24-4b8e-a1f3-6c2d8e4f7b90';
const atATime = 16;

interface Taken {
  readonly received: number;
  /** Those that had come before: each alert of a vendor is taken in once. */
  readonly duplicates: number;
  readonly highRisk: number;
}

/**
 * The two doors for alerts (D21). Every row of a file is checked before the first is recorded. A file that was cut short
 * by a crash stays on record as begun, and is sent once more; what had come in is not taken in again.
 */
@Controller('monitoring')
export class MonitoringAlertsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
    @Inject(PeopleOfSchool) private readonly people: PeopleOfSchool,
  ) {}

  /** A file that somebody uploads: CSV with a line of names, or JSON. */
  @Allow('monitoring:import')
  @Post('sources/:source/alerts')
  @HttpCode(200)
  async upload(@Param('source') id: string, @Req() request: WholeRequest, @Sender() who: Who): Promise<Taken> {
    const source = await this.openSource(who, id);
    if (!source) throw new Rejection('NOT_FOUND', 'There is no such source in your school, or it is closed.', 'D21');
    const rows = rowsIn(request, source.grades);
    await this.mustKnowAll(who.school, rows);
    const sha256 = createHash('sha256').update(request.body).digest('hex');
    const file = { id: uuidOf(`${who.school}/${source.id}/${sha256}`, imports), source: source.id, sha256 };
    const begin = commandOf(BeginAlertImport, { ...file, alerts: rows.length });
    await this.commands.execute(begin.by(who));
    const taken = await this.take(source, rows, 'upload', who);
    await this.commands.execute(commandOf(FinishAlertImport, { id: file.id, ...taken }).by(who));
    return taken;
  }

  /** What the vendor's system sends by itself, signed with the secret of the source. */
  @OpenToAll()
  @Post(':school/sources/:source/webhook')
  @HttpCode(200)
  async webhook(
    @Param('school') school: string,
    @Param('source') id: string,
    @Req() request: WholeRequest,
  ): Promise<Taken> {
    const who: Who = { actor: id, role: 'system', roles: ['system'], school };
    const source = await this.openSource(who, id);
    const signed = {
      timestamp: String(request.headers['x-daybook-timestamp']),
      signature: String(request.headers['x-daybook-signature']),
    };
    // Whether a source is there is told to nobody who does not know its secret.
    const secret = this.secrets.of(school, id, source?.generation ?? 0);
    if (!isSignedBy(secret, signed, request.body, Date.now()) || !source)
      throw new Unauthenticated(
        'Sign `<timestamp>.<body>` with the secret of the source, not longer ago than 5 minutes.',
      );
    return this.take(source, await this.knownIn(school, rowsIn(request, source.grades)), 'webhook', who);
  }

  /** Whoever uploads a file can put it right. */
  private async mustKnowAll(school: string, rows: readonly AlertRow[]): Promise<void> {
    const known = await this.peopleIn(school, rows);
    const faults = rows.flatMap(({ person }, nth) =>
      person === undefined || known.has(person) ? [] : [{ field: `row ${nth + 1}.person`, rule: rules.person }],
    );
    if (faults.length > 0) throw new BadInput(faults);
  }

  /** Nobody is there to put right what a vendor sends: an alert is not lost because it names somebody who is on no list. */
  private async knownIn(school: string, rows: readonly AlertRow[]): Promise<AlertRow[]> {
    const known = await this.peopleIn(school, rows);
    return rows.map((row) => {
      const { person, user, ...alert } = row;
      if (person === undefined || known.has(person)) return row;
      return { ...alert, user: `${user ?? 'somebody'} (${person}, not on the school's list)` };
    });
  }

  private peopleIn(school: string, rows: readonly AlertRow[]): ReturnType<PeopleOfSchool['known']> {
    const named = new Set(rows.flatMap(({ person }) => (person === undefined ? [] : [person])));
    return this.people.known(school, [...named]);
  }

  private async openSource(who: Who, id: string): Promise<MonitoringSourceEntry | undefined> {
    const source = await this.readModels.read(who, monitoringSources.name, undefined, (rows) =>
      rows.findOneBy(MonitoringSourceEntry, { id, status: 'open' }),
    );
    return source ?? undefined;
  }

  private async take(
    source: MonitoringSourceEntry,
    rows: readonly AlertRow[],
    door: AlertDoor,
    who: Who,
  ): Promise<Taken> {
    let received = 0;
    for (let from = 0; from < rows.length; from += atATime) {
      const taken = await Promise.all(
        rows.slice(from, from + atATime).map((row) => this.record(row, source, door, who)),
      );
      received += taken.filter(Boolean).length;
    }
    const highRisk = rows.filter(({ grade }) => source.highRiskGrades.includes(grade)).length;
    return { received, duplicates: rows.length - received, highRisk };
  }

  /** @returns false for one that had come before. */
  private async record(row: AlertRow, source: MonitoringSourceEntry, door: AlertDoor, who: Who): Promise<boolean> {
    const { id: vendorId, kind, user, ...alert } = row;
    const command = commandOf(RecordAlert, {
      ...alert,
      id: uuidOf(`${who.school}/${source.id}/${vendorId}`, alerts),
      source: source.id,
      door,
      contentKind: kind,
      highRisk: source.highRiskGrades.includes(row.grade),
      ...(user !== undefined && { account: user }),
    });
    try {
      await this.commands.execute(command.by(who));
      return true;
    } catch (error) {
      if (error instanceof Rejection && error.code === 'ALREADY_EXISTS') return false;
      throw error;
    }
  }
}

function rowsIn({ headers, body }: WholeRequest, grades: readonly string[]): AlertRow[] {
  const type = headers['content-type']?.split(';')[0]?.trim();
  if (type !== 'text/csv' && type !== 'application/json')
    throw new BadInput([{ field: 'content-type', rule: 'send the alerts as text/csv or application/json' }]);
  try {
    return alertsIn(body, type === 'text/csv' ? 'csv' : 'json', { grades, now: new Date().toISOString() });
  } catch (error) {
    throw error instanceof FaultyFile ? new BadInput(error.faults) : error;
  }
}
