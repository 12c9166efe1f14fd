import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { CalendarModule } from '#libs/calendar/calendar.module.js';
import { KeptCalendars } from '#libs/calendar/kept-calendars.js';
import { eventCatalogue } from '#libs/event-catalogue.js';
import { EventingModule } from '#libs/eventing/eventing.module.js';
import { FilteringModule } from '#libs/filtering/filtering.module.js';
import { IncidentsModule } from '#libs/incidents/incidents.module.js';
import { InvestigationsModule } from '#libs/investigations/investigations.module.js';
import { AdoptedPolicies } from '#libs/policies/adopted-policies.js';
import { builtInIssuer } from '#libs/people/built-in-issuer.js';
import { PoliciesModule } from '#libs/policies/policies.module.js';
import { ReferralsModule } from '#libs/referrals/referrals.module.js';
import { CalendarResolver } from './calendar.resolver.js';
import { formatError, PassOn } from './errors.js';
import { FilteringBlocksResolver } from './filtering-blocks.resolver.js';
import { FilteringOverlapsResolver } from './filtering-overlaps.resolver.js';
import { FilteringResolver } from './filtering.resolver.js';
import { GovernorIncidentsResolver } from './governor-incidents.resolver.js';
import { GuidesResolver } from './guides.resolver.js';
import { HealthController } from './health.controller.js';
import { IllegalListsController } from './illegal-lists.controller.js';
import { InputPipe } from './input-pipe.js';
import { IncidentLogResolver } from './incident-log.resolver.js';
import { IncidentReportsResolver } from './incident-reports.resolver.js';
import { IncidentWorkResolver } from './incident-work.resolver.js';
import { IncidentsResolver } from './incidents.resolver.js';
import { LogLag } from './log-lag.js';
import { InvestigationsResolver } from './investigations.resolver.js';
import { OperationsResolver } from './operations.resolver.js';
import { PoliciesResolver } from './policies.resolver.js';
import { ProjectionChecksResolver } from './projection-checks.resolver.js';
import { ProjectorStatusResolver } from './projector-status.resolver.js';
import { assertOrdinaryRole, ReadModels, readModelSource } from './read-models.js';
import { StaffConcernsResolver } from './staff-concerns.resolver.js';
import { ReferralsResolver } from './referrals.resolver.js';
import type { ApiSettings } from './settings.js';
import { TokenVerifier } from './token-verifier.js';
import { WhoGuard } from './who.js';

/** Every resolver: the whole of the GraphQL schema. */
export const resolvers = [
  CalendarResolver,
  FilteringResolver,
  FilteringBlocksResolver,
  FilteringOverlapsResolver,
  IncidentReportsResolver,
  IncidentsResolver,
  IncidentLogResolver,
  IncidentWorkResolver,
  GovernorIncidentsResolver,
  StaffConcernsResolver,
  GuidesResolver,
  PoliciesResolver,
  OperationsResolver,
  ProjectorStatusResolver,
  ProjectionChecksResolver,
  InvestigationsResolver,
  ReferralsResolver,
];

/** Every plain route. */
export const controllers = [HealthController, IllegalListsController];

@Module({})
export class ApiModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  static with(settings: ApiSettings): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        EventingModule.with({
          eventStoreUrl: settings.EVENTSTORE_URL,
          keysDatabaseUrl: settings.KEYS_DATABASE_URL,
          masterKey: settings.DAYBOOK_MASTER_KEY,
          categories: eventCatalogue,
          policies: (store, codec) => new AdoptedPolicies(store, codec),
          calendars: (store, codec) => new KeptCalendars(store, codec),
        }),
        CalendarModule,
        FilteringModule,
        IncidentsModule,
        InvestigationsModule,
        ReferralsModule,
        PoliciesModule,
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          autoSchemaFile: true,
          sortSchema: true,
          playground: false,
          graphiql: false,
          introspection: true,
          includeStacktraceInErrorResponses: false,
          formatError,
        }),
      ],
      controllers,
      providers: [
        ...resolvers,
        ReadModels,
        LogLag,
        { provide: DataSource, useFactory: () => connect(settings.READ_DATABASE_URL) },
        { provide: TokenVerifier, useFactory: () => verifier(settings) },
        { provide: APP_GUARD, useClass: WhoGuard },
        { provide: APP_PIPE, useClass: InputPipe },
        { provide: APP_FILTER, useClass: PassOn },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.source.destroy();
  }
}

async function connect(url: string): Promise<DataSource> {
  const source = await readModelSource(url).initialize();
  await assertOrdinaryRole(source);
  return source;
}

function verifier(settings: ApiSettings): TokenVerifier | Promise<TokenVerifier> {
  const { OIDC_ISSUER, OIDC_AUDIENCE, DAYBOOK_ISSUER_KEY } = settings;
  if (OIDC_ISSUER !== undefined) return TokenVerifier.oidc(OIDC_ISSUER, OIDC_AUDIENCE ?? builtInIssuer.audience);
  if (DAYBOOK_ISSUER_KEY === undefined) throw new Error('DAYBOOK_ISSUER_KEY: must be set where OIDC_ISSUER is not');
  return TokenVerifier.builtIn(JSON.parse(DAYBOOK_ISSUER_KEY) as Parameters<typeof TokenVerifier.builtIn>[0]);
}
