import { randomUUID } from 'node:crypto';
import { deviceSheetOf } from '../../libs/devices/device-sheet-id.js';
import { eventually, schools, startDaybook, type Client, type Daybook } from '../support/daybook.js';
import { History } from '../support/history.js';

let daybook: Daybook;
let teacher: Client, office: Client;
let pupil: string;
beforeAll(async () => {
  daybook = await startDaybook();
  [teacher, office] = (await Promise.all(
    (['teacher', 'officeManager'] as const).map((role) => daybook.as(role, { school: schools.stokesWood })),
  )) as [Client, Client];
  pupil = await daybook.person({ school: schools.stokesWood });
});
afterAll(() => daybook.stop());

const day = (fromToday = 0): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(Date.now() + fromToday * 86_400_000);
const list = `query ($after: String, $filter: DeviceSheetFilter) { deviceSheets(after: $after, filter: $filter) { entries {
  id day schoolClass handedIn returned differences outstanding unbalancedSince alerted
  devices { device state returnedTo difference done } } } }`;

async function sheets(reader: Client, variables: Record<string, unknown>): Promise<Record<string, unknown>[]> {
  const { data, errors } = await reader.query(list, variables);
  expect(errors).toBeUndefined();
  return (data!['deviceSheets'] as { entries: Record<string, unknown>[] }).entries;
}

const onSheet = (more: Record<string, unknown>) => ({
  schoolClass: 'Year 5 Owls',
  day: day(),
  yearGroup: 5,
  device: randomUUID(),
  pupil,
  ...more,
});

describe('SW15: the sheet of a day balances', () => {
  it('phones go into the lock box and back to the pupil, watches to the office and to parents', async () => {
    const phone = onSheet({ kind: 'phone', place: 'lockBox' });
    const watch = onSheet({ kind: 'smartWatch', place: 'office' });
    const { id } = await teacher.does('handInDevice', phone);
    expect(await teacher.isRefused('handInDevice', { ...watch, place: 'lockBox' })).toEqual({
      code: 'KEPT_AT_THE_OFFICE',
      clause: 'SW15',
    });
    const { id: same } = await office.does('handInDevice', watch);
    expect(same).toBe(id);
    expect(await office.isRefused('returnDevice', { id, device: watch.device, to: 'pupil' })).toEqual({
      code: 'RETURN_TO_PARENTS',
      clause: 'SW15',
    });
    await office.does('returnDevice', { id, device: watch.device, to: 'parent' });
    const done = 'The parents were telephoned and come tomorrow.';
    const { position } = await teacher.does('nameDeviceDifference', {
      id,
      device: phone.device,
      difference: 'notCollected',
      done,
    });
    expect(await sheets(teacher, { after: position, filter: { day: day() } })).toEqual([
      expect.objectContaining({
        ...{ id, handedIn: 2, returned: 1, differences: 1, outstanding: 0, unbalancedSince: null },
        devices: [
          { device: phone.device, state: 'difference', returnedTo: null, difference: 'notCollected', done },
          { device: watch.device, state: 'returned', returnedTo: 'parent', difference: null, done: null },
        ],
      }),
    ]);
    const governor = await daybook.as('governor', { school: schools.stokesWood });
    expect((await governor.query(list)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', clause: 'SW15' });
  });

  it('one that does not raises the alarm when the day is over, and is listed until it does', async () => {
    const history = await History.of({
      eventStoreUrl: daybook.eventStoreUrl,
      keysUrl: daybook.connections.keys,
      masterKey: daybook.masterKey,
    });
    const school = schools.stokesWood;
    const phone = onSheet({ day: day(-1), kind: 'phone', place: 'lockBox', balanceBy: `${day(-1)}T17:00:00.000Z` });
    const id = deviceSheetOf(school, day(-1), phone.schoolClass);
    await history.record('deviceSheet', school, [{ type: 'DeviceHandedIn', data: phone }], id);
    await history.close();
    const filter = { unbalanced: true };
    const [sheet] = await eventually(async () => {
      const found = await sheets(office, { filter });
      return found.length > 0 ? found : undefined;
    });
    expect(sheet).toMatchObject({ id, outstanding: 1, alerted: ['officeManager', 'seniorLeader'] });
    const { position } = await teacher.does('returnDevice', { id, device: phone.device, to: 'pupil' });
    expect(await sheets(office, { after: position, filter })).toEqual([]);
  });
});
