import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { monitoringSourceCommands } from './monitoring.commands.js';
import type { MonitoringSourceEvent } from './monitoring.events.js';

export type MonitoringSource =
  | { readonly status: 'none' }
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly generation: number };

/** A monitoring system of the school, as the web filter's or that on the devices (SW7). */
export const monitoringSource = decider<
  MonitoringSource,
  MonitoringSourceEvent,
  DataOfEach<typeof monitoringSourceCommands>
>({
  initial: { status: 'none' },

  evolve: {
    MonitoringSourceOpened: () => ({ status: 'open', generation: 1 }),
    SourceSecretRenewed: (_, { generation }) => ({ status: 'open', generation }),
    MonitoringSourceClosed: () => ({ status: 'closed' }),
  },

  decide: {
    OpenMonitoringSource: ({ name, grades, highRiskGrades }, source) => {
      if (source.status !== 'none') reject('ALREADY_EXISTS', 'This source has already been opened.', 'D21');
      if (!highRiskGrades.every((grade) => grades.includes(grade)))
        reject('UNKNOWN_GRADE', 'A high-risk grade must be one of the grades of the source.', 'D21');
      const data = { name, grades: [...new Set(grades)], highRiskGrades: [...new Set(highRiskGrades)] };
      return [{ type: 'MonitoringSourceOpened', data }];
    },
    RenewSourceSecret: (_, source) => [
      { type: 'SourceSecretRenewed', data: { generation: mustBeOpen(source).generation + 1 } },
    ],
    CloseMonitoringSource: ({ reason }, source) => {
      mustBeOpen(source);
      return [{ type: 'MonitoringSourceClosed', data: { reason } }];
    },
  },
});

function mustBeOpen(source: MonitoringSource): Extract<MonitoringSource, { status: 'open' }> {
  if (source.status === 'none') reject('NOT_FOUND', 'Your school has no source with this id.');
  if (source.status === 'closed') reject('WRONG_STATE', 'The source is closed.', 'D21');
  return source;
}
