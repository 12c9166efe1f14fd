import type { EntityManager, ObjectType, SelectQueryBuilder } from 'typeorm';
import { rowsAsAtSql } from '#libs/eventing/read-models/as-at.js';
import type { Projection, ReadModelRow } from '#libs/eventing/read-models/projection.js';
import { NotThereYet } from '../graphql/errors.js';

/** How far every one of these read models has come, as a subquery; their names are the parameter. */
export const positionOfAllSql = (names: string): string =>
  `(select min(position)::text from projection_checkpoint where projection = any(${names}))`;

/** A condition on a row that goes by the given name in the query. */
export type Rule = (entry: string) => string;

/** The rows of a read model in one transaction: the present ones, or those of a past moment. A query is the same for both. */
export class Rows {
  constructor(
    private readonly manager: EntityManager,
    private readonly projection: Projection,
    private readonly asAt: string | undefined,
  ) {}

  /**
   * A query whose rows are called `entry`, among those that `visible` lets the sender see. Of the past it shows no
   * record that the sender may not see today: who is accused now was not yet named in it then.
   */
  of<Row extends ReadModelRow>(
    row: ObjectType<Row>,
    visible: Rule = () => 'true',
    parameters: Readonly<Record<string, unknown>> = {},
  ): SelectQueryBuilder<Row> {
    const query = this.manager.createQueryBuilder(row, 'entry').where(`(${visible('entry')})`, parameters);
    if (this.asAt === undefined) return query;
    const { name } = this.projection;
    return (
      query
        .andWhere(
          `exists (select from public.${name} today
           where today.school = entry.school and today.id = entry.id and (${visible('today')}))`,
        )
        // Under the table's own name, they stand in its place in the query.
        .addCommonTableExpression(rowsAsAtSql(this.projection, ':asAt'), name)
        .setParameters({ asAt: this.asAt })
    );
  }

  /** How far the rows have come; null for those of a past moment. */
  async position(): Promise<string | null> {
    if (this.asAt !== undefined) return null;
    const [checkpoint] = await this.manager.query<{ position: string }[]>(
      'select position from projection_checkpoint where projection = $1',
      [this.projection.name],
    );
    return checkpoint?.position ?? null;
  }

  /** @throws NotThereYet while the history is built anew: it would lack what was replaced before. */
  async assertComplete(): Promise<void> {
    const { name, version } = this.projection;
    const built = await this.manager.query<unknown[]>(
      'select from projection_checkpoint where projection = $1 and version = $2',
      [name, version],
    );
    if (built.length === 0) throw new NotThereYet('The history of this log is being built; ask again later.');
  }
}
