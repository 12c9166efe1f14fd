import { Inject, Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { ChronologySources, KnownPerson } from '#libs/chronology/chronology-sources.js';
import type { Who } from '#libs/eventing/commands/command.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { readRecord } from '#libs/eventing/log/record-stream.js';
import type { ReadModelRow } from '#libs/eventing/read-models/projection.js';
import type { RecordedEvent, StoredEvent } from '#libs/eventing/log/stored-event.js';
import { incidentLog } from '#projections/incidents/incident-log.js';
import { investigationLog } from '#projections/investigations/investigation-log.js';
import { monitoringAlerts } from '#projections/monitoring/monitoring-alerts.js';
import { referralTracker } from '#projections/referrals/referral-tracker.js';
import { staffConcerns } from '#projections/incidents/staff-concerns.js';
import { visibleTo as visibleIncidents } from '../incidents/incident-log.resolver.js';
import { visibleTo as visibleInvestigations } from '../investigations/investigations.resolver.js';
import { visibleTo as visibleAlerts } from '../monitoring/monitoring.resolver.js';
import { ReadModels } from '../reading/read-models.js';
import { positionOfAllSql } from '../reading/rows.js';
import { visibleTo as visibleReferrals } from '../referrals/referrals.resolver.js';
import { visibleTo as visibleConcerns } from '../incidents/staff-concerns.resolver.js';

type Of = ChronologySources['of'];

interface Past {
  readonly events: readonly RecordedEvent[];
  /** The streams that hold more, on which Daybook cannot rely. */
  readonly setAside: readonly string[];
}

/**
 * Finds the records of a chronology by the read models, under the same doors as everywhere, and reads what happened to
 * them from the log itself.
 */
@Injectable()
export class ChronologyRecords {
  constructor(
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EventCodec) private readonly codec: EventCodec,
  ) {}

  /** How far every read model that is asked here has come. */
  position(who: Who): Promise<bigint> {
    const models = [incidentLog, investigationLog, referralTracker, staffConcerns, monitoringAlerts];
    const names = models.map(({ name }) => name);
    return this.readModels.read(who, incidentLog.name, undefined, async (manager) => {
      const [row] = await manager.query<{ position: string | null }[]>(`select ${positionOfAllSql('$1')} as position`, [
        names,
      ]);
      return BigInt(row?.position ?? 0);
    });
  }

  /** The streams that name a person or belong to an incident, of those that the sender may see. */
  async streamsOf(who: Who, of: Of): Promise<string[]> {
    const incidents = await this.readModels.readLog(who, incidentLog, {}, (rows) => {
      const visible = visibleIncidents(who, rows);
      if (of.kind === 'incident') return idsOf(visible.andWhere('entry.id = :of', { of: of.id }));
      const named = JSON.stringify([{ person: of.id }]);
      return idsOf(visible.andWhere('entry.people @> :named::jsonb', { named }));
    });
    if (of.kind === 'incident' && incidents.length === 0) return [];
    // A person stands in a record of their own, or in one that follows from an incident they are in.
    const subjects = JSON.stringify([of.id]);
    const investigations = await this.readModels.readLog(who, investigationLog, {}, (rows) =>
      idsOf(
        visibleInvestigations(who, rows).andWhere(
          '(entry.incident = any(:incidents) or entry.subjects @> :of::jsonb)',
          {
            incidents,
            of: subjects,
          },
        ),
      ),
    );
    const referrals = await this.readModels.readLog(who, referralTracker, {}, (rows) =>
      idsOf(
        visibleReferrals(who, rows).andWhere(
          '(entry.incident = any(:incidents) or entry.investigation = any(:investigations) or entry.subjects @> :of::jsonb)',
          { incidents, investigations, of: subjects },
        ),
      ),
    );
    const concerns = await this.readModels.readLog(who, staffConcerns, {}, (rows) => {
      const visible = visibleConcerns(who, rows);
      return idsOf(
        visible.andWhere('(entry.about = :of or entry.incident = any(:incidents))', { of: of.id, incidents }),
      );
    });
    const alerts = await this.readModels.readLog(who, monitoringAlerts, {}, (rows) =>
      idsOf(
        visibleAlerts(who, rows).andWhere('(entry.person = :of or entry.incident = any(:incidents))', {
          of: of.id,
          incidents,
        }),
      ),
    );
    return [
      ...(await this.recordsOf(who, 'monitoringAlert', alerts)),
      ...(await this.recordsOf(who, 'incident', incidents)),
      ...(await this.recordsOf(who, 'investigation', investigations)),
      ...(await this.recordsOf(who, 'referral', referrals)),
      ...(await this.recordsOf(who, 'staffConcern', concerns)),
    ];
  }

  /** Where these records of a kind stand. */
  private async recordsOf({ school }: Who, category: string, ids: readonly string[]): Promise<string[]> {
    const streams: string[] = [];
    for (const id of ids) streams.push((await readRecord(this.store, { category }, id, school)).stream);
    return streams;
  }

  /** What happened to records up to a position, as far as it can be relied on; erased texts read `[erased]`. */
  async pastOf({ school }: Who, streams: readonly string[], position: bigint): Promise<Past> {
    const past: { events: RecordedEvent[]; setAside: string[] } = { events: [], setAside: [] };
    for (const stream of streams) {
      const stored: StoredEvent[] = [];
      for await (const event of this.store.read(stream)) if (event.position <= position) stored.push(event);
      const { events, setAside } = await this.codec.decodeRecord(stored);
      past.events.push(...events.filter((event) => event.school === school));
      if (setAside) past.setAside.push(stream);
    }
    return past;
  }

  /** Whom the school has on its list, as it had them at the position. */
  async peopleOf(who: Who, ids: readonly string[], position: bigint): Promise<Map<string, KnownPerson>> {
    const people = new Map<string, KnownPerson>();
    const streams = await this.recordsOf(who, 'person', ids);
    const { events } = await this.pastOf(who, streams, position);
    for (const event of events) {
      const { name, kind } = event.data as Partial<KnownPerson>;
      const before = people.get(event.id);
      const now = { name: name ?? before?.name, kind: kind ?? before?.kind };
      if (now.name !== undefined && now.kind !== undefined) people.set(event.id, { name: now.name, kind: now.kind });
    }
    return people;
  }
}

const idsOf = async (query: SelectQueryBuilder<ReadModelRow>): Promise<string[]> =>
  (await query.select('entry.id', 'id').orderBy('entry.id').getRawMany<{ id: string }>()).map(({ id }) => id);
