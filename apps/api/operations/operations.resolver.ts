import { Inject } from '@nestjs/common';
import { Args, ArgsType, Field, Int, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import { DataSource } from 'typeorm';
import { Allow } from '../access/who.js';

@ObjectType({ description: 'How far a read model has come in the log.' })
export class ReadModelProgress {
  @Field(() => String)
  readModel: string;

  @Field(() => Int)
  version: number;

  @Field(() => String)
  position: string;
}

@ObjectType({
  description: 'A stream that a read model could not follow: its rows stand still until the fault is mended.',
})
export class ParkedStream {
  @Field(() => String)
  readModel: string;

  @Field(() => String)
  stream: string;

  @Field(() => Int, { description: 'The first event it could not take.' })
  revision: number;

  @Field(() => String)
  error: string;

  @Field(() => Int)
  attempts: number;

  @Field(() => Boolean, { description: 'It is to be tried again at once, by `retryParkedStreams`.' })
  retryAsked: boolean;
}

@ArgsType()
class ParkedArgs {
  @Field(() => String, { nullable: true, description: 'Only of this read model.' })
  @IsOptional()
  @Matches(/^[a-z_]{1,60}$/)
  readModel?: string;

  @Field(() => String, { nullable: true, description: 'Only this stream.' })
  @IsOptional()
  @Matches(/^[A-Za-z]{1,60}-.{1,200}$/)
  stream?: string;
}

/** What the operator needs to see of the machinery, for all schools; no case content. */
@Resolver()
export class OperationsResolver {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  @Allow('operations:readAll')
  @Query(() => [ReadModelProgress])
  readModels(): Promise<ReadModelProgress[]> {
    return this.source.query(
      'select projection as "readModel", version, position::text from projection_checkpoint order by projection',
    );
  }

  @Allow('operations:readAll')
  @Query(() => [ParkedStream])
  parkedStreams(): Promise<ParkedStream[]> {
    return this.source.query(
      `select projection as "readModel", stream, revision, error, attempts,
              exists (select from parked_stream_retry r where r.projection = p.projection and r.stream = p.stream) as "retryAsked"
       from parked_stream p order by parked_at`,
    );
  }

  @Allow('operations:retryAll')
  @Mutation(() => Int, {
    description:
      'Has parked streams tried again now that the fault is mended: all of them, or those named. They are tried at each start of the projector anyway. Answers how many it asks for; `parkedStreams` shows which could still not be followed.',
  })
  async retryParkedStreams(@Args() { readModel, stream }: ParkedArgs): Promise<number> {
    const asked = await this.source.query<unknown[]>(
      `with asked as (
         insert into parked_stream_retry (projection, stream)
         select projection, stream from parked_stream
         where ($1::text is null or projection = $1) and ($2::text is null or stream = $2)
         on conflict do nothing)
       select from parked_stream
       where ($1::text is null or projection = $1) and ($2::text is null or stream = $2)`,
      [readModel ?? null, stream ?? null],
    );
    return asked.length;
  }
}
