import type { IncidentStatus, IncidentSubject, Involvement } from './incident-words.js';

export interface InvolvedPerson {
  readonly person: string;
  readonly role: Involvement;
}

export interface Action {
  readonly id: string;
  readonly done: boolean;
}

/** What the rules need to know of an incident that was raised. */
export interface Case {
  readonly status: IncidentStatus;
  readonly kind: string;
  readonly about: IncidentSubject;
  readonly people: readonly InvolvedPerson[];
  readonly actions: readonly Action[];
  readonly seriousnessDecided: boolean;
  /** Informed, or not informed for a stated reason. */
  readonly parentsDecided: boolean;
}

export type Incident = { readonly status: 'none' } | Case;
