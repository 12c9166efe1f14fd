import { illegalLists } from '#projections/filtering/illegal-lists.js';
import { projectionSpec, type Fact, type ProjectionSpec } from '../../test/support/projection-spec.js';

let spec: ProjectionSpec;
beforeAll(async () => {
  spec = await projectionSpec(illegalLists);
});
afterAll(() => spec.stop());

const hash = 'ab'.repeat(16);
const edition = (list: string, name: string, entries: number): Fact => ({
  type: 'IllegalListUpdated',
  data: { list, edition: name, added: [hash], removed: [], entries },
  by: { at: '2026-03-12T10:15:00.000Z' },
});

it('shows of each list its newest edition and how long it is, and nothing that is on it (D19)', async () => {
  const rows = await spec.given([edition('iwf', '1', 1), edition('ctiru', '7', 5), edition('iwf', '2', 3)]);
  expect(rows).toEqual([
    expect.objectContaining({ list: 'ctiru', edition: '7', entries: 5, revision: 1 }),
    expect.objectContaining({ list: 'iwf', edition: '2', entries: 3, revision: 2 }),
  ]);
  expect(JSON.stringify(rows)).not.toContain(hash);
  expect(await spec.again()).toEqual(rows);
});
