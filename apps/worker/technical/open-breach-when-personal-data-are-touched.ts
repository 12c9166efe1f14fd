import { commandOf } from '#libs/eventing/commands/command-of.js';
import { OpenBreach } from '#libs/technical/breach.commands.js';
import { breachOf } from '#libs/technical/breach-id.js';
import { technicalIncidentEvents } from '#libs/technical/technical-incident.events.js';
import { reaction } from '../deadlines/reaction.js';

/** D40: a technical incident that touches personal data opens a breach; its clock runs from when the school knew. */
export const openBreachWhenPersonalDataAreTouched = reaction(
  'open-breach-when-personal-data-are-touched',
  technicalIncidentEvents,
  {
    TechnicalIncidentReported: 'ignored',
    TechnicalIncidentTriaged: 'ignored',
    PersonalDataTouched: ({ awareAt }) => new Date(awareAt),
    TechnicalIncidentContained: 'ignored',
    TechnicalIncidentResolved: 'ignored',
    TechnicalIncidentUntriaged: 'ignored',
  },
  ({ id, dueAt }) => commandOf(OpenBreach, { id: breachOf(id), awareAt: dueAt.toISOString(), incident: id }),
);
