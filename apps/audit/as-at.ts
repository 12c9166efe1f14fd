import { recordedUpTo } from '#libs/eventing/read-models/as-at.js';
import { makeFreshTables } from '#libs/eventing/read-models/fresh-tables.js';
import type { Projection } from '#libs/eventing/read-models/projection.js';
import { rebuild } from '#libs/eventing/read-models/rebuild.js';
import type { Sources } from './sources.js';

const pageRows = 500;

/** The rows of a read model as they stood at a moment (D20, D35), each as one line of JSON, by school and id. */
export async function* rowsAsAt(
  { store, codec, connection }: Sources,
  readModel: Projection,
  moment: Date,
  school: string | undefined,
): AsyncGenerator<string> {
  await makeFreshTables(connection, [readModel]);
  await rebuild(store, codec, connection, [readModel], { counts: recordedUpTo(moment) });
  let last: { school: string | null; id: string | null } = { school: null, id: null };
  for (;;) {
    const { rows } = await connection.query<{ school: string; id: string; line: string }>(
      `select school, id, row_to_json(t)::text as line from pg_temp.${readModel.name} t
       where ($1::text is null or school = $1) and ($2::text is null or (school, id) > ($2, $3::text))
       order by school, id limit ${pageRows}`,
      [school, last.school, last.id],
    );
    for (const { line } of rows) yield line;
    const end = rows.at(-1);
    if (!end) return;
    last = end;
  }
}
