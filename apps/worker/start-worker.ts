import 'reflect-metadata';
import { ConsoleLogger, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import pg from 'pg';
import { Registry } from 'prom-client';
import { v5 as uuidOf } from 'uuid';
import { recordKinds } from '#libs/record-kinds.js';
import { SchoolFacts } from '#libs/school-facts.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { EventCodec } from '#libs/eventing/schemas/event-codec.js';
import { EventingModule } from '#libs/eventing/eventing.module.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { follow } from '#libs/eventing/log/follow.js';
import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { ChosenFilter } from '#libs/filtering/chosen-filter.js';
import { filterOrderEvents, type FilterOrderEvent } from '#libs/filtering/filter-orders.events.js';
import { ConfiguredFilters } from '#libs/filtering/filters/configured-filters.js';
import { RecordProjectionCheck } from '#libs/projection-checks/projection-checks.commands.js';
import type { CommandObserver } from '#libs/eventing/commands/command-observer.js';
import { DeadlineMetrics } from '#libs/observability/deadline-metrics.js';
import { CommandMetrics } from '#libs/observability/command-metrics.js';
import { Interruptions } from '#libs/observability/interruptions.js';
import type { Watched } from '#libs/observability/monitor.js';
import { watchReadiness } from '#libs/observability/read-model-metrics.js';
import { readiness } from '#libs/observability/readiness.js';
import { DeadlineSender } from './deadlines/deadline-sender.js';
import { DeadlineTimer } from './deadlines/deadline-timer.js';
import { dueWork } from './due-work.js';
import { FollowUpSender } from './follow-ups/follow-up-sender.js';
import { FollowUps } from './follow-ups/follow-ups.js';
import { AppointmentLedger } from './notifications/appointment-ledger.js';
import { EmailSender } from './notifications/email-sender.js';
import type { MailSettings } from './notifications/mail.js';
import { Notifier } from './notifications/notifier.js';
import { Deadlines } from './deadlines/deadlines.js';
import { RecordStates } from './deadlines/record-states.js';
import { ExpectedFilter } from './filtering/expected-filter.js';
import { FilterChanges } from './filtering/filter-changes.js';
import { FilterComparison } from './filtering/filter-comparison.js';
import { FilterEntries } from './filtering/filter-entries.js';
import { NightlyCheck, type NightlyCheckSettings } from './projection-checks/nightly-check.js';
import { ReactionCheckpoint } from './reaction-checkpoint.js';
import { ReactionLog } from './reaction-log.js';
import { deadlineRules, followRules } from './reactions.js';
import { systemOf } from './system.js';
import { MendFilterHandler } from './filtering/mend-filter.handler.js';
import { SendFilterOrderHandler } from './filtering/send-filter-order.handler.js';
import { UnreadableRecords } from './deadlines/unreadable-records.js';

export interface WorkerSettings {
  readonly eventStoreUrl: string;
  readonly keysDatabaseUrl: string;
  readonly jobsDatabaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly masterKey: Buffer;
  /** Undefined: nobody is told by e-mail. */
  readonly mail?: MailSettings | undefined;
  /** Undefined: the read models are not checked at night. */
  readonly nightlyCheck?: NightlyCheckSettings | undefined;
  /** Where the operator has named the filters that Daybook may change. */
  readonly filtersFile?: string | undefined;
  /** The command of the helper by which squid knows illegal sites. */
  readonly illegalSitesHelper?: readonly string[] | undefined;
  readonly compareFiltersEveryMs?: number | undefined;
}

const compareFiltersEveryMs = 10 * 60_000;
/** The name space of the ids of the nightly checks. */
const nightlyChecks = '2f0f6f0e-3f0b-4f53-8f8e-6a3d1f2c9b10';

@Module({})
class WorkerModule {
  static with(
    settings: WorkerSettings,
    watch: CommandObserver,
    filters: ConfiguredFilters,
    entries: FilterEntries,
  ): DynamicModule {
    const eventing = EventingModule.with({
      ...settings,
      watch,
      kinds: recordKinds,
      facts: SchoolFacts,
    });
    return {
      module: WorkerModule,
      imports: [eventing],
      providers: [
        { provide: ConfiguredFilters, useValue: filters },
        { provide: FilterEntries, useValue: entries },
        FilterChanges,
        ExpectedFilter,
        SendFilterOrderHandler,
        MendFilterHandler,
      ],
    };
  }
}

export interface RunningWorker extends Watched {
  readonly stop: () => Promise<void>;
}

/** Follows the log for deadlines and sends the command of each when its moment has come. */
export async function startWorker(settings: WorkerSettings, report: (line: string) => void): Promise<RunningWorker> {
  const metrics = new Registry();
  const filters = await ConfiguredFilters.read(settings.filtersFile, settings.illegalSitesHelper);
  const pool = new pg.Pool({ connectionString: settings.jobsDatabaseUrl, max: 3 });
  pool.on('error', (error) => report(`an idle connection to the deadlines broke: ${error.name}`));
  const [deadlines, followUps, checkpoint] = [new Deadlines(pool), new FollowUps(pool), new ReactionCheckpoint(pool)];
  await deadlines.prepare();
  await followUps.prepare();
  await checkpoint.prepare();
  const entries = new FilterEntries(pool);
  await entries.prepare();
  const app = await NestFactory.createApplicationContext(
    WorkerModule.with(settings, new CommandMetrics(metrics), filters, entries),
    { logger: new ConsoleLogger({ logLevels: ['warn', 'error', 'fatal'] }), abortOnError: false },
  );
  const commands = app.get(CommandBus);
  const codec = app.get(EventCodec);
  const interruptions = new Interruptions(metrics, report);
  const unreadable = new UnreadableRecords(metrics, report);
  const deadlineMetrics = new DeadlineMetrics(
    metrics,
    () => deadlines.counts(),
    () => followUps.count(),
  );

  const nightlyCheck =
    settings.nightlyCheck &&
    new NightlyCheck(settings.nightlyCheck, {
      jobsDatabaseUrl: settings.jobsDatabaseUrl,
      deadlines,
      report,
      record: async ({ school, readModels }, { dueAt, startedAt }) => {
        const id = uuidOf(`verify-projections/${school}/${dueAt.toISOString()}`, nightlyChecks);
        const command = commandOf(RecordProjectionCheck, {
          id,
          commandId: id,
          dueAt: dueAt.toISOString(),
          startedAt: startedAt.toISOString(),
          readModels,
        });
        await commands.execute(command.by(systemOf(school)));
      },
    });
  await nightlyCheck?.prepare();

  const emails = new EmailSender({ commands, execution: app.get(CommandExecution), mail: settings.mail });
  const store = app.get(EventStore);
  const states = new RecordStates(store, codec, deadlineRules);
  const sender = new FollowUpSender({ store, codec, commands, rules: followRules });
  const firing = new DeadlineSender({
    store,
    commands,
    deadlines,
    states,
    rules: deadlineRules,
    metrics: deadlineMetrics,
    report,
    sendEmail: (deadline) => emails.send(deadline),
  });
  const due = dueWork({ deadlines, followUps, firing, sender, nightlyCheck, interruptions });
  const timer = new DeadlineTimer(settings, { deadlines, due: Object.values(due), interruptions });
  // What is due does not wait for what has to be read first.
  timer.start();

  const log = new ReactionLog({
    ...{ store, codec, checkpoint, deadlines, followUps, sender, states, unreadable, interruptions },
    rules: { deadlines: deadlineRules, follows: followRules },
    changed: (moments, something) => {
      timer.set(moments);
      if (something) void due.followUps.look();
    },
  });
  await log.begin();
  const stopping = new AbortController();
  const following = log.follow(stopping.signal);
  const enteringFilters = follow(
    store,
    {
      categories: [filterOrderEvents.category],
      start: () => entries.position(),
      read: async ({ events, position }) => ({ events: await codec.decodeEach(events), position }),
      take: ({ events, position }) =>
        entries.apply(unreadable.without(events) as (RecordedEvent & FilterOrderEvent)[], position),
      interrupted: (error) => interruptions.tell('interrupted, resuming', error),
    },
    stopping.signal,
  );
  const comparison = new FilterComparison(
    {
      commands,
      filters,
      entries,
      report,
      expected: app.get(ExpectedFilter),
      chosen: app.get(ChosenFilter),
    },
    settings.compareFiltersEveryMs ?? compareFiltersEveryMs,
  );
  const ledger = new AppointmentLedger(pool);
  await ledger.prepare();
  const telling = new Notifier({
    store,
    codec,
    commands,
    ledger,
    unreadable,
    interruptions,
  }).follow(stopping.signal);
  await timer.ready();

  const ready = readiness({
    'event store': () => store.head(),
    recording: () => store.assertRecording(),
    deadlines: () => deadlines.counts(),
    'deadline queue': () => timer.ping(),
  });
  watchReadiness(metrics, ready);
  return {
    metrics,
    ready,
    stop: async () => {
      stopping.abort();
      nightlyCheck?.stop();
      await Promise.all([following, telling]);
      await enteringFilters;
      await comparison.stop();
      await timer.stop();
      await app.close();
      await pool.end();
    },
  };
}
