import { RaiseUntriagedIncident } from '#libs/technical/technical-incident.commands.js';
import { technicalIncidentEvents } from '#libs/technical/technical-incident.events.js';
import { reaction } from '../deadlines/reaction.js';

/** SL11: a report that nobody looks at is told to one after the other. */
export const raiseAlarmWhenTechnicalIncidentIsUntriaged = reaction(
  'raise-alarm-when-technical-incident-is-untriaged',
  technicalIncidentEvents,
  {
    TechnicalIncidentReported: ({ triageBy }) => new Date(triageBy),
    TechnicalIncidentTriaged: 'cleared',
    PersonalDataTouched: 'ignored',
    TechnicalIncidentContained: 'ignored',
    TechnicalIncidentResolved: 'ignored',
    TechnicalIncidentUntriaged: ({ next }) => (next === undefined ? 'cleared' : new Date(next)),
  },
  () => new RaiseUntriagedIncident(),
);
