import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { alertImport } from './alert-import.decider.js';
import type { AlertImportEvent } from './alert-import.events.js';

const { given } = specFor(alertImport);

const at = '2026-03-12T09:00:00.000Z';
const manager: Context = {
  actor: 'nia',
  role: 'networkManager',
  roles: ['networkManager'],
  school: '900001',
  now: at,
  get policy(): never {
    throw new Error('how a file is taken in is no matter of the policy');
  },
};
const past = (...events: AlertImportEvent[]) =>
  given(events.map((event) => ({ ...event, by: { actor: 'nia', role: 'networkManager' as const, at } })));

const file = { source: '7a1d5a3e-2c50-4c4b-8f4e-0d9a5a1b0001', sha256: 'ab'.repeat(32), alerts: 3 };
const begun: AlertImportEvent = { type: 'AlertImportBegun', data: file };
const taken = { received: 2, duplicates: 1, highRisk: 0 };
const finished: AlertImportEvent = { type: 'AlertImportFinished', data: taken };

describe('D21: a file of alerts is begun and finished once', () => {
  it('however often it comes', () => {
    past().when('BeginAlertImport', file, manager).then([begun]);
    past(begun).when('BeginAlertImport', file, manager).then([]);
    past(begun).when('FinishAlertImport', taken, manager).then([finished]);
    past(begun, finished).when('BeginAlertImport', file, manager).then([]);
    past(begun, finished).when('FinishAlertImport', { received: 0, duplicates: 3, highRisk: 0 }, manager).then([]);
  });

  it('and not finished before it began', () => {
    past().when('FinishAlertImport', taken, manager).thenRejected('NOT_FOUND', 'D21');
  });
});
