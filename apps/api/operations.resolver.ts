import { Inject } from '@nestjs/common';
import { Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { Allow } from './who.js';

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
}

/** What an administrator needs to see of the machinery; no case content. */
@Resolver()
export class OperationsResolver {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  @Allow('operations:read')
  @Query(() => [ReadModelProgress])
  readModels(): Promise<ReadModelProgress[]> {
    return this.source.query(
      'select projection as "readModel", version, position::text from projection_checkpoint order by projection',
    );
  }

  @Allow('operations:read')
  @Query(() => [ParkedStream])
  parkedStreams(): Promise<ParkedStream[]> {
    return this.source.query(
      'select projection as "readModel", stream, revision, error, attempts from parked_stream order by parked_at',
    );
  }
}
