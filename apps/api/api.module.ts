import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import {
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { JWK } from 'jose';
import pg from 'pg';
import type { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { recordKinds } from '#libs/record-kinds.js';
import { PackOwners } from '#libs/policies/own-packs.js';
import { SchoolFacts } from '#libs/school-facts.js';
import { EventStore } from '#libs/eventing/log/event-store.js';
import { EventingModule } from '#libs/eventing/eventing.module.js';
import { KeyRing } from '#libs/eventing/privacy/key-ring.js';
import { EvidenceStore } from '#libs/evidence/evidence-store.js';
import { MalwareScanner } from '#libs/evidence/malware-scanner.js';
import { ConfiguredFilters } from '#libs/filtering/filters/configured-filters.js';
import { Printer } from '#libs/printing/printer.js';
import { WebhookSecrets } from '#libs/monitoring/webhook-signature.js';
import { CommandMetrics } from '#libs/observability/command-metrics.js';
import { builtInIssuer } from '#libs/people/built-in-issuer.js';
import { CompiledQueriesDriver } from './graphql/compiled-queries.js';
import { checkedDocuments } from './graphql/checked-document.js';
import { formatError, PassOn } from './graphql/errors.js';
import { checkScanner, scanWatch } from './evidence/scanner-watch.js';
import { Uploads, uploadLimits, type UploadLimits } from './evidence/uploads.js';
import { graphqlMetrics } from './graphql/graphql-metrics.js';
import { OpenSitesCheck } from './filtering/open-sites-check.js';
import { InputPipe } from './graphql/input-pipe.js';
import { mostTokens } from './graphql/query-limits.js';
import { assertOrdinaryRole, ReadModels, readModelSource } from './reading/read-models.js';
import { ViewReceipts } from './reading/view-receipts.js';
import { controllers, resolvers } from './resolvers-and-controllers.js';
import { Ready, ReadModelStates, readyWith } from './http/ready.js';
import { KnownOptions } from './http/route-options.js';
import type { ApiSettings } from './settings.js';
import { ChronologyRecords } from './chronology/chronology-records.js';
import { TriageFeed } from './incidents/triage-feed.js';
import { Budgets } from './access/budgets.js';
import { RolesHeld } from './access/roles-held.js';
import { SignIns } from './access/sign-ins.js';
import { TokenVerifier } from './access/token-verifier.js';
import { WhoGuard } from './access/who.js';

const EvidencePool = Symbol('the pool of the evidence database');

@Module({})
export class ApiModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(EvidencePool) private readonly evidencePool: pg.Pool,
    @Inject(MalwareScanner) private readonly scanner: MalwareScanner,
    @Inject(Uploads) private readonly uploads: Uploads,
  ) {}

  static with(settings: ApiSettings, metrics: Registry): DynamicModule {
    const budgets = new Budgets(settings.QUERY_BUDGET);
    return {
      module: ApiModule,
      imports: [
        EventingModule.with({
          eventStoreUrl: settings.EVENTSTORE_URL,
          keysDatabaseUrl: settings.KEYS_DATABASE_URL,
          masterKey: settings.DAYBOOK_MASTER_KEY,
          kinds: recordKinds,
          watch: new CommandMetrics(metrics),
          facts: SchoolFacts,
          provided: [{ provide: PackOwners, useValue: settings.POLICY_PACKS }],
        }),
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: CompiledQueriesDriver,
          autoSchemaFile: true,
          sortSchema: true,
          playground: false,
          graphiql: false,
          // `checkedDocuments` does it, in an order in which a large document is refused first.
          dangerouslyDisableValidation: true,
          // Remembered for a quarter of an hour: a document may hold words of its sender.
          persistedQueries: { ttl: 15 * 60 },
          // No form and no picture of another site can send a token, which every request needs.
          csrfPrevention: { requestHeaders: ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'] },
          parseOptions: { maxLexicalTokens: mostTokens },
          plugins: [checkedDocuments(budgets), graphqlMetrics(metrics), ApolloServerPluginCacheControlDisabled()],
          includeStacktraceInErrorResponses: false,
          formatError,
        }),
      ],
      controllers,
      providers: [
        ...resolvers,
        ReadModels,
        OpenSitesCheck,
        RolesHeld,
        ReadModelStates,
        ChronologyRecords,
        {
          provide: TriageFeed,
          inject: [ReadModels, RolesHeld],
          useFactory: (readModels: ReadModels, held: RolesHeld) => new TriageFeed(readModels, held, metrics),
        },
        { provide: Ready, inject: [EventStore, DataSource, ReadModelStates], useFactory: readyWith },
        { provide: DataSource, useFactory: () => connect(settings.READ_DATABASE_URL) },
        { provide: EvidencePool, useFactory: () => evidencePool(settings.EVIDENCE_DATABASE_URL) },
        {
          provide: EvidenceStore,
          inject: [EvidencePool, KeyRing],
          useFactory: (pool: pg.Pool, keys: KeyRing) => new EvidenceStore(pool, keys),
        },
        {
          provide: MalwareScanner,
          useFactory: () =>
            new MalwareScanner(settings.CLAMD_ADDRESS, scanWatch(metrics), settings.CLAMD_MAX_FILE_SIZE),
        },
        { provide: Printer, useFactory: () => new Printer() },
        { provide: Uploads, useFactory: () => new Uploads(metrics, uploadLimitsOf(settings)) },
        { provide: ConfiguredFilters, useFactory: () => ConfiguredFilters.read(settings.FILTERS_FILE) },
        { provide: ViewReceipts, useFactory: () => new ViewReceipts(settings.DAYBOOK_MASTER_KEY) },
        { provide: WebhookSecrets, useFactory: () => new WebhookSecrets(settings.DAYBOOK_MASTER_KEY) },
        {
          provide: TokenVerifier,
          inject: [ReadModels],
          useFactory: (readModels: ReadModels) =>
            verifier(settings, new SignIns(readModels, settings.DAYBOOK_MASTER_KEY)),
        },
        { provide: Budgets, useValue: budgets },
        { provide: APP_GUARD, useClass: WhoGuard },
        { provide: APP_GUARD, useClass: KnownOptions },
        { provide: APP_PIPE, useClass: InputPipe },
        { provide: APP_FILTER, useClass: PassOn },
      ],
    };
  }

  onApplicationBootstrap(): void {
    // Nobody waits for it: a scanner that hangs holds up no start.
    void checkScanner(this.scanner, this.uploads.limits.bytes);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
    await this.evidencePool.end();
  }
}

async function connect(url: string): Promise<DataSource> {
  const source = await readModelSource(url).initialize();
  await assertOrdinaryRole(source);
  return source;
}

/** Few: a file is written at once when it has come in whole, and read part by part. */
function evidencePool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 6 });
  // A connection that breaks while nobody uses it is replaced; unheard, it would end the process.
  return pool.on('error', ({ name }) => new Logger('evidence').warn(`an idle connection broke: ${name}`));
}

function uploadLimitsOf({ EVIDENCE_LIMIT_BYTES: bytes, EVIDENCE_GRACE_MS: graceMs }: ApiSettings): UploadLimits {
  const { pace } = uploadLimits;
  return { bytes: bytes ?? uploadLimits.bytes, pace: { ...pace, graceMs: graceMs ?? pace.graceMs } };
}

function verifier(settings: ApiSettings, signIns: SignIns): TokenVerifier {
  const { OIDC_ISSUER, OIDC_AUDIENCE = builtInIssuer.audience, DAYBOOK_ISSUER_KEY } = settings;
  if (OIDC_ISSUER !== undefined) return TokenVerifier.oidc(OIDC_ISSUER, OIDC_AUDIENCE, signIns);
  if (DAYBOOK_ISSUER_KEY === undefined) throw new Error('DAYBOOK_ISSUER_KEY: must be set where OIDC_ISSUER is not');
  return TokenVerifier.builtIn(JSON.parse(DAYBOOK_ISSUER_KEY) as JWK, signIns);
}
