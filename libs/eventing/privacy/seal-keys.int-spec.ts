import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { createTestDatabase } from '../../../test/support/databases.js';
import type { StoredEvent } from '../log/stored-event.js';
import { SealKeys } from './seal-keys.js';

let drop: () => Promise<void>;
let pool: pg.Pool;
const masterKey = randomBytes(32);
beforeEach(async () => {
  const database = await createTestDatabase();
  drop = database.drop;
  pool = new pg.Pool({ connectionString: database.url });
});
afterEach(async () => {
  await pool.end();
  await drop();
});

const logOf = (head: bigint) => ({ head: () => Promise.resolve(head) });
/** A process of its own, as far as what it has kept in memory goes. */
const process = (): SealKeys => new SealKeys(pool, masterKey);

const unsealed = (position: bigint): StoredEvent => ({
  eventId: `e-${position}`,
  stream: 'seat-1',
  revision: 0,
  position,
  type: 'SeatTaken',
  data: {},
  metadata: { school: '900001' },
});
async function sealedBy(keys: SealKeys, position: bigint): Promise<StoredEvent> {
  const event = unsealed(position);
  const metadata = event.metadata as object;
  return { ...event, metadata: { ...metadata, seal: await keys.seal({ ...event, metadata }) } };
}
const faultOf = async (keys: SealKeys, event: StoredEvent): Promise<string | undefined> =>
  (await keys.faultsOf([event])).get(event);

it('are one key and one beginning, however many processes start at once', async () => {
  const all = Array.from({ length: 10 }, process);
  await Promise.all(all.map((keys, nth) => keys.prepare(logOf(BigInt(nth + 1)))));
  const event = await sealedBy(all[0]!, 100n);
  for (const keys of all) expect(await faultOf(keys, event)).toBeUndefined();
  const { rows } = await pool.query('select from seal_key cross join seal_beginning');
  expect(rows).toHaveLength(1);
});

it('take what has no seal up to where the log ended when they were made, and nothing after, also after another start', async () => {
  await process().prepare(logOf(50n));
  const later = process();
  await later.prepare(logOf(1_000n));
  expect(await faultOf(later, unsealed(50n))).toBeUndefined();
  expect(await faultOf(later, unsealed(51n))).toBe('it has no seal');
  // Where in the log it stands is not known.
  expect(await faultOf(later, unsealed(0n))).toBe('it has no seal');
});

it('do not take a wrong seal for none', async () => {
  const keys = process();
  await keys.prepare(logOf(50n));
  const event = { ...(await sealedBy(keys, 10n)), revision: 1 };
  expect(await faultOf(keys, event)).toBe('its seal is that of another event or place');
  expect(await faultOf(keys, { ...event, metadata: { seal: null } })).toBe('its seal is of no key of Daybook');
});

it('that were replaced seal nothing that comes later; what they sealed before stands', async () => {
  const keys = process();
  await keys.prepare(logOf(0n));
  const [before, after] = [await sealedBy(keys, 20n), await sealedBy(keys, 21n)];
  expect(await process().renew(logOf(20n))).toBe(2);
  const next = process();
  await next.prepare(logOf(0n));
  expect(await faultOf(next, before)).toBeUndefined();
  expect(await faultOf(next, after)).toBe('its seal is of a key that was replaced before');
  expect(await faultOf(next, await sealedBy(next, 21n))).toBeUndefined();
});

it('that are newer than those a process has read are looked for', async () => {
  const keys = new SealKeys(pool, masterKey, 0);
  await keys.prepare(logOf(0n));
  const next = process();
  await next.renew(logOf(20n));
  expect(await faultOf(keys, await sealedBy(next, 21n))).toBeUndefined();
});

it('cannot be read with another master key', async () => {
  await process().prepare(logOf(0n));
  await expect(new SealKeys(pool, randomBytes(32)).prepare(logOf(0n))).rejects.toThrow();
});

it('that were never made judge nothing and seal nothing', async () => {
  expect(await faultOf(process(), unsealed(1n))).toBeUndefined();
  await expect(process().seal({ ...unsealed(1n), metadata: {} })).rejects.toThrow('no key');
});

it('call what is nested too deeply no event of Daybook, and do not fail', async () => {
  const keys = process();
  await keys.prepare(logOf(0n));
  const { metadata } = await sealedBy(keys, 1n);
  const data: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
  expect(await faultOf(keys, { ...unsealed(1n), data, metadata })).toBe('its seal is that of another event or place');
});
