import { Inject, Injectable } from '@nestjs/common';
import { DataSource, DefaultNamingStrategy, type EntityManager } from 'typeorm';
import type { Who } from '#libs/eventing/commands/command.js';
import { columnName, type Projection } from '#libs/eventing/read-models/projection.js';
import { projections } from '#projections/index.js';
import type pg from 'pg';
import { AwaitedPositions } from './awaited-positions.js';
import { BadInput } from '../graphql/errors.js';
import { Rows } from './rows.js';

/** Columns are named as the projector names them. */
class ColumnNames extends DefaultNamingStrategy {
  override columnName(property: string, customName: string | undefined): string {
    return customName ?? columnName(property);
  }
}

/** The API's view of the read models: as a role that may only read, under row-level security. */
export function readModelSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities: projections.map(({ row }) => row),
    namingStrategy: new ColumnNames(),
    synchronize: false,
    poolSize: 10,
    extra: { pipeline: true },
  });
}

/** Row-level security does nothing for a superuser or an exempt role, so the API refuses to run as one. */
export async function assertOrdinaryRole(source: DataSource): Promise<void> {
  const [role] = await source.query<{ exempt: boolean }[]>(
    'select rolsuper or rolbypassrls as exempt from pg_roles where rolname = current_user',
  );
  if (role?.exempt !== false) {
    throw new Error(
      'READ_DATABASE_URL: its role is a superuser or exempt from row-level security; use an ordinary role',
    );
  }
}

/** Numbers out of range, moments that there are not, text of no encoding: our own statements have none of these. */
const isOfAValue = (error: unknown): boolean =>
  ['22003', '22007', '22008', '22021', '22P02', '22P05'].includes(String((error as { code?: unknown }).code));
const noColumnsValue = 'an argument has a value that no record can have';

interface LogRead {
  readonly after?: string | undefined;
  readonly asAt?: string | undefined;
}

@Injectable()
export class ReadModels {
  private readonly awaited: AwaitedPositions;

  constructor(@Inject(DataSource) private readonly source: DataSource) {
    this.awaited = new AwaitedPositions(async () => {
      const checkpoints = await source.query<{ projection: string; position: string }[]>(
        'select projection, position from projection_checkpoint',
      );
      return new Map(checkpoints.map(({ projection, position }) => [projection, BigInt(position)]));
    });
  }

  /**
   * Reads as the sender's school: the database shows no other school's rows, whatever the query says.
   * All of an answer is read at one moment: its total and its entries are of the same version of the read model.
   * `after` is a receipt's position: the answer shows everything up to there, or the query is refused.
   */
  async read<T>(
    who: Pick<Who, 'school'>,
    projection: string,
    after: string | undefined,
    query: (rows: EntityManager) => Promise<T>,
  ): Promise<T> {
    await this.reached(projection, after);
    return this.asSchool(who.school, query);
  }

  /** Waits until a read model shows everything up to a receipt's position; an answer may rest on more than one. */
  async reached(projection: string, after: string | undefined): Promise<void> {
    if (after !== undefined) await this.awaited.reach(projection, BigInt(after));
  }

  /**
   * One read-only transaction. Its opening and the school are one message, and nobody waits for its end; a connection
   * whose transaction did not end well is not used again.
   */
  private async asSchool<T>(school: string, query: (rows: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const connection = (await runner.connect()) as pg.PoolClient;
    try {
      await connection.query(
        `begin isolation level repeatable read read only; select set_config('daybook.school', ${connection.escapeLiteral(school)}, true)`,
      );
      return await query(runner.manager);
    } catch (error) {
      throw isOfAValue(error) ? new BadInput([{ field: 'arguments', rule: noColumnsValue }]) : error;
    } finally {
      // Only a broken connection cannot end a read; its own `error` event tells the pool to drop it.
      void connection.query('commit').then(
        () => runner.release(),
        () => runner.release(),
      );
    }
  }

  /** How far a read model has come; undefined before it was ever built. */
  async positionOf(projection: string): Promise<bigint | undefined> {
    const [checkpoint] = await this.source.query<{ position: string }[]>(
      'select position from projection_checkpoint where projection = $1',
      [projection],
    );
    return checkpoint && BigInt(checkpoint.position);
  }

  /** Reads a log, also `asAt` a moment: what had been recorded by then, as it stood then. */
  async readLog<T>(
    who: Pick<Who, 'school'>,
    projection: Projection,
    { after, asAt }: LogRead,
    query: (rows: Rows) => Promise<T>,
  ): Promise<T> {
    return this.read(who, projection.name, after, async (manager) => {
      const rows = new Rows(manager, projection, asAt);
      if (asAt !== undefined) await rows.assertComplete();
      return query(rows);
    });
  }
}
