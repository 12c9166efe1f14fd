import { Inject, Injectable } from '@nestjs/common';
import { DataSource, DefaultNamingStrategy, type EntityManager } from 'typeorm';
import type { Who } from '#libs/eventing/command.js';
import { columnName, type Projection } from '#libs/eventing/projection.js';
import { projections } from '#projections/index.js';
import { NotThereYet } from './errors.js';
import { Rows } from './rows.js';

/** How long a query waits for the read model to reach the position it names. */
const patienceMs = 5_000;
const lookEveryMs = 10;

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

@Injectable()
export class ReadModels {
  constructor(@Inject(DataSource) private readonly source: DataSource) {}

  /**
   * Reads as the sender's school: the database shows no other school's rows, whatever the query says.
   * All of an answer is read at one moment: its total and its entries are of the same version of the read model.
   * `after` is a receipt's position: the answer shows everything up to there, or the query is refused.
   */
  async read<T>(
    who: Who,
    projection: string,
    after: string | undefined,
    query: (rows: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (after !== undefined) await this.reach(projection, BigInt(after));
    return this.source.transaction('REPEATABLE READ', async (manager) => {
      await manager.query(`select set_config('daybook.school', $1, true)`, [who.school]);
      return query(manager);
    });
  }

  /** Reads a log, also `asAt` a moment: what had been recorded by then, as it stood then. */
  readLog<T>(
    who: Who,
    projection: Projection,
    { after, asAt }: { readonly after?: string | undefined; readonly asAt?: string | undefined },
    query: (rows: Rows) => Promise<T>,
  ): Promise<T> {
    return this.read(who, projection.name, after, async (manager) => {
      const rows = new Rows(manager, projection, asAt);
      if (asAt !== undefined) await rows.assertComplete();
      return query(rows);
    });
  }

  private async reach(projection: string, position: bigint): Promise<void> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const [checkpoint] = await this.source.query<{ position: string }[]>(
        'select position from projection_checkpoint where projection = $1',
        [projection],
      );
      if (checkpoint && BigInt(checkpoint.position) >= position) return;
      if (Date.now() >= until)
        throw new NotThereYet(`The read model has not reached position ${position} yet; ask again.`);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }
}
