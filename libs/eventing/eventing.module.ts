import {
  Global,
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type Provider,
  type Type,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import pg from 'pg';
import { CommandExecution } from './commands/command-execution.js';
import { CommandObserver } from './commands/command-observer.js';
import { providersOf, servicesOf, type RecordKind } from './commands/record-kind.js';
import { EventCodec } from './schemas/event-codec.js';
import { EventStore } from './log/event-store.js';
import { KeyRing } from './privacy/key-ring.js';
import { CommonFacts } from './commands/decider.js';

export interface EventingSettings {
  readonly eventStoreUrl: string;
  readonly keysDatabaseUrl: string;
  readonly masterKey: Buffer;
  readonly kinds: readonly RecordKind[];
  /** Looks up what every decision knows besides. */
  readonly facts: Type<CommonFacts>;
  /** What the services of the kinds are given by the process. */
  readonly provided?: readonly Provider[];
  /** Told how the commands end. */
  readonly watch: CommandObserver;
}

const KeysPool = Symbol('the pool of the keys database');

/** The event store, the key ring and the handlers of every kind of record, for every area of a process. */
@Global()
@Module({})
export class EventingModule implements OnApplicationShutdown {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(KeysPool) private readonly keysPool: pg.Pool,
  ) {}

  static with(settings: EventingSettings): DynamicModule {
    const { kinds } = settings;
    return {
      module: EventingModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: EventStore, useFactory: () => new EventStore(settings.eventStoreUrl) },
        { provide: KeysPool, useFactory: () => keysPool(settings.keysDatabaseUrl) },
        {
          provide: KeyRing,
          inject: [KeysPool, EventStore],
          useFactory: async (pool: pg.Pool, store: EventStore) => {
            const keys = new KeyRing(pool, settings.masterKey);
            await keys.prepare(store);
            return keys;
          },
        },
        {
          provide: EventCodec,
          inject: [KeyRing],
          useFactory: (keys: KeyRing) =>
            new EventCodec(
              kinds.map(({ events }) => events),
              keys,
            ),
        },
        { provide: CommonFacts, useClass: settings.facts },
        { provide: CommandObserver, useValue: settings.watch },
        CommandExecution,
        ...(settings.provided ?? []),
        ...new Set(kinds.flatMap(providersOf)),
      ],
      exports: [
        ...[EventStore, KeyRing, EventCodec, CommandExecution, CqrsModule],
        ...new Set(kinds.flatMap(servicesOf)),
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
    await this.keysPool.end();
  }
}

/** A connection that breaks while nobody uses it is replaced; unheard, it would end the process. */
function keysPool(connectionString: string): pg.Pool {
  const logger = new Logger('keys');
  const pool = new pg.Pool({ connectionString, max: 4 });
  return pool.on('error', ({ name }) => logger.warn(`an idle connection to the keys broke: ${name}`));
}
