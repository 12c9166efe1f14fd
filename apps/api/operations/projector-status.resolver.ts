import { Inject, Logger } from '@nestjs/common';
import { Field, Float, GraphQLISODateTime, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { paceOf } from '#libs/eventing/read-models/pace.js';
import { mostCounted, type Lag } from '#libs/eventing/read-models/projection-lag.js';
import { projections } from '#projections/index.js';
import { ReadModelStates } from '../http/ready.js';
import { Allow } from '../access/who.js';

@ObjectType({ description: 'A new version of a read model that is being built beside the live one.' })
export class ReadModelBuild {
  @Field(() => Int)
  version: number;

  @Field(() => Float, { description: 'How much of the log lies behind it, from 0 to 1.' })
  share: number;

  @Field(() => Int)
  eventsPerSecond: number;

  @Field(() => GraphQLISODateTime)
  beganAt: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Null while nothing can be said.' })
  estimatedEndAt: Date | null;
}

@ObjectType({ description: 'How a read model stands to the log.' })
export class ProjectorStatus {
  @Field(() => String)
  readModel: string;

  @Field(() => Int, { nullable: true, description: 'The version people read; null before the first is built.' })
  version: number | null;

  @Field(() => String, { nullable: true })
  position: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it last took something from the log.' })
  movedAt: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: `Events of its categories that it has not taken; ${mostCounted} stands for that many or more, null for an event store that does not answer.`,
  })
  lag: number | null;

  @Field(() => Int, { description: 'Streams it could not follow: see `parkedStreams`.' })
  parkedStreams: number;

  @Field(() => ReadModelBuild, { nullable: true })
  build: ReadModelBuild | null;
}

interface Standing {
  readonly name: string;
  readonly version: number | null;
  readonly position: string | null;
  readonly movedAt: Date | null;
  readonly parkedStreams: number;
  readonly building: number | null;
  readonly events: string;
  readonly builtTo: string;
  readonly target: string;
  readonly beganAt: Date;
  readonly seenAt: Date;
}

/** The word of a build outlives its end by a moment: one of the version that people read is over. */
const standings = `
  select name, c.version, c.position::text, c.moved_at as "movedAt",
         (select count(*)::int from parked_stream p where p.projection = name) as "parkedStreams",
         b.version as building, b.events::text, b.position::text as "builtTo", b.target::text,
         b.began_at as "beganAt", b.seen_at as "seenAt"
  from unnest($1::text[]) with ordinality as t (name, place)
  left join projection_checkpoint c on c.projection = name
  left join projection_build b on b.projection = name and b.version is distinct from c.version
  order by place`;

@Resolver()
export class ProjectorStatusResolver {
  private readonly logger = new Logger('projectorStatus');

  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(ReadModelStates) private readonly states: ReadModelStates,
  ) {}

  @Allow('operations:readAll')
  @Query(() => [ProjectorStatus])
  async projectorStatus(): Promise<ProjectorStatus[]> {
    const found = await this.source.query<Standing[]>(standings, [projections.map(({ name }) => name)]);
    const positions = new Map(
      found.flatMap(({ name, position }) => (position === null ? [] : [[name, BigInt(position)]])),
    );
    const lags = await this.lags(positions);
    return found.map(({ name, version, position, movedAt, parkedStreams, ...build }) => ({
      readModel: name,
      version,
      position,
      movedAt,
      lag: position === null ? null : (lags?.get(name)?.events ?? null),
      parkedStreams,
      build: build.building === null ? null : buildOf(build, build.building),
    }));
  }

  /** The rest of the status is wanted most of all while something is broken. */
  private async lags(positions: ReadonlyMap<string, bigint>): Promise<ReadonlyMap<string, Lag> | undefined> {
    try {
      return await this.states.lagsAt(positions);
    } catch (error) {
      this.logger.warn(
        `the lag of the read models is not known: ${error instanceof Error ? error.name : 'unknown fault'}`,
      );
      return undefined;
    }
  }
}

function buildOf({ events, builtTo, target, beganAt, seenAt }: BuildStanding, version: number): ReadModelBuild {
  const progress = { events: Number(events), position: BigInt(builtTo), target: BigInt(target) };
  // Before the first word nothing is known of the log's length.
  const begun = progress.target > 0n;
  const { share, eventsPerSecond, remainingMs } = paceOf(progress, seenAt.getTime() - beganAt.getTime());
  return {
    version,
    share: begun ? share : 0,
    eventsPerSecond,
    beganAt,
    estimatedEndAt: begun && remainingMs !== undefined ? new Date(seenAt.getTime() + remainingMs) : null,
  };
}
type BuildStanding = Pick<Standing, 'events' | 'builtTo' | 'target' | 'beganAt' | 'seenAt'>;
