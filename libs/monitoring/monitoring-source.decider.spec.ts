import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { monitoringSource } from './monitoring-source.decider.js';
import type { MonitoringSourceEvent } from './monitoring.events.js';

const { given } = specFor(monitoringSource);
const by = { actor: 'ned', role: 'networkManager', at: '2026-03-12T09:00:00.000Z' } as const;
const manager: Context = {
  actor: 'ned',
  role: 'networkManager',
  roles: ['networkManager'],
  school: '900002',
  now: by.at,
  policy: packFor('stokes-wood', '2024-09')!,
};
const source = { name: 'Device monitoring', grades: ['1', '5'], highRiskGrades: ['5'] };
const past = (...events: MonitoringSourceEvent[]) => events.map((event) => ({ ...event, by }));
const opened: MonitoringSourceEvent = { type: 'MonitoringSourceOpened', data: source };
const closed: MonitoringSourceEvent = { type: 'MonitoringSourceClosed', data: { reason: 'Replaced.' } };

describe('D21, SW7: alerts come from a source whose grades the school has named', () => {
  it('is opened once, with high-risk grades that are grades of it', () => {
    given([]).when('OpenMonitoringSource', source, manager).then([opened]);
    given(past(opened)).when('OpenMonitoringSource', source, manager).thenRejected('ALREADY_EXISTS', 'D21');
    given([])
      .when('OpenMonitoringSource', { ...source, highRiskGrades: ['6'] }, manager)
      .thenRejected('UNKNOWN_GRADE', 'D21');
  });

  it('gets another secret when it is asked for, until it is closed', () => {
    const renewed = (generation: number): MonitoringSourceEvent => ({
      type: 'SourceSecretRenewed',
      data: { generation },
    });
    given(past(opened))
      .when('RenewSourceSecret', {}, manager)
      .then([renewed(2)]);
    given(past(opened, renewed(2)))
      .when('RenewSourceSecret', {}, manager)
      .then([renewed(3)]);
    given(past(opened)).when('CloseMonitoringSource', { reason: 'Replaced.' }, manager).then([closed]);
    given(past(opened, closed)).when('RenewSourceSecret', {}, manager).thenRejected('WRONG_STATE', 'D21');
    given([]).when('RenewSourceSecret', {}, manager).thenRejected('NOT_FOUND');
  });
});
