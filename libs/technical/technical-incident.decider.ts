import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { alarmOf, isDue, type Alarm, type AlarmChain } from './alarm-chain.js';
import { workingHoursAfter } from './school-day.js';
import type { technicalIncidentCommands } from './technical-incident.commands.js';
import type { TechnicalIncidentEvent } from './technical-incident.events.js';
import type { TechnicalIncidentStatus } from './technical-incident-words.js';

interface Known extends Alarm {
  readonly status: TechnicalIncidentStatus;
  readonly personalData: boolean;
}

export type TechnicalIncident = { readonly status: 'none' } | Known;

const known = (incident: TechnicalIncident): Known => incident as Known;

/** SL11 asks for a system and names no time; that somebody has looked within 4 working hours is ours. */
const triageWithinHours = 4;
const chain: AlarmChain = [['networkManager', 'technician'], ['onlineSafetyLead'], ['headteacher']];

/** One technical incident from the report to its end (SL11): reported, triaged, contained, resolved. */
export const technicalIncident = decider<
  TechnicalIncident,
  TechnicalIncidentEvent,
  DataOfEach<typeof technicalIncidentCommands>
>({
  initial: { status: 'none' },

  evolve: {
    TechnicalIncidentReported: (_, { triageBy }) => ({
      status: 'reported',
      personalData: false,
      alarmAt: triageBy,
      alarms: 0,
    }),
    TechnicalIncidentTriaged: (past) => ({ ...known(past), status: 'triaged', alarmAt: undefined }),
    PersonalDataTouched: (past) => ({ ...known(past), personalData: true }),
    TechnicalIncidentContained: (past) => ({ ...known(past), status: 'contained' }),
    TechnicalIncidentResolved: (past) => ({ ...known(past), status: 'resolved' }),
    TechnicalIncidentUntriaged: (past, { next }) => ({
      ...known(past),
      alarmAt: next,
      alarms: known(past).alarms + 1,
    }),
  },

  decide: {
    ReportTechnicalIncident: ({ kind, potential, noticedAt, description }, past, context) => {
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This incident is already on record.', 'SL11');
      mustLieBehind(noticedAt, context);
      const triageBy = workingHoursAfter(context.now, triageWithinHours);
      return [{ type: 'TechnicalIncidentReported', data: { kind, potential, noticedAt, description, triageBy } }];
    },

    TriageTechnicalIncident: ({ severity, note }, past) => {
      mustBe(past, ['reported', 'triaged']);
      return [{ type: 'TechnicalIncidentTriaged', data: { severity, note } }];
    },

    ReportPersonalDataTouched: ({ awareAt, note }, past, context) => {
      const { personalData } = mustBe(past, ['reported', 'triaged', 'contained', 'resolved']);
      if (personalData) reject('ALREADY_EXISTS', 'The breach is already in the register.', 'D40');
      mustLieBehind(awareAt, context);
      return [{ type: 'PersonalDataTouched', data: { awareAt, note } }];
    },

    ContainTechnicalIncident: ({ how }, past) => {
      mustBe(past, ['triaged']);
      return [{ type: 'TechnicalIncidentContained', data: { how } }];
    },

    ResolveTechnicalIncident: ({ how }, past) => {
      mustBe(past, ['contained']);
      return [{ type: 'TechnicalIncidentResolved', data: { how } }];
    },

    RaiseUntriagedIncident: (_, past, { now }) => {
      if (past.status === 'none' || !isDue(past, now)) return [];
      return [{ type: 'TechnicalIncidentUntriaged', data: { triageBy: past.alarmAt, ...alarmOf(chain, past, now) } }];
    },
  },
});

function mustBe(incident: TechnicalIncident, wanted: readonly TechnicalIncidentStatus[]): Known {
  if (incident.status === 'none') reject('NOT_FOUND', 'Your school has no incident with this id.');
  if (!wanted.includes(incident.status))
    reject('WRONG_STATE', 'An incident is triaged, then contained, then resolved.', 'SL11');
  return incident;
}

function mustLieBehind(moment: string, { now }: Context): void {
  if (moment > now) reject('OCCURRED_IN_THE_FUTURE', 'The time noticed cannot be in the future.', 'SL11');
}
