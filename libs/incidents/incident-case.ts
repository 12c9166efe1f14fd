import type { yearGroups } from '#libs/people/person-words.js';
import type {
  descriptionStatuses,
  IncidentPlace,
  IncidentStatus,
  IncidentSubject,
  Involvement,
  Capacity,
} from './incident-words.js';

type YearGroup = (typeof yearGroups)[number];

export interface InvolvedPerson {
  readonly person: string;
  readonly role: Involvement;
  readonly capacity?: Capacity | undefined;
}

/** Somebody who was described because they are on no list. */
export interface DescribedPerson {
  /** 1 for the first of the incident. */
  readonly number: number;
  readonly status: (typeof descriptionStatuses)[number];
  readonly role: Involvement;
  readonly capacity?: Capacity | undefined;
  readonly yearGroup?: YearGroup | undefined;
}

export interface Action {
  readonly id: string;
  readonly owner: string;
  readonly due: string;
  readonly remindAt: string;
  readonly reminded: boolean;
  readonly overdue: boolean;
  readonly done: boolean;
}

/** What the rules need to know of an incident that was raised. */
export interface Case {
  readonly status: IncidentStatus;
  /** When it was recorded. */
  readonly raisedAt: string;
  readonly kind: string;
  readonly about: IncidentSubject;
  readonly illegal: boolean;
  readonly place: IncidentPlace;
  readonly membershipLinked: boolean;
  readonly anonymous: boolean;
  readonly people: readonly InvolvedPerson[];
  readonly described: readonly DescribedPerson[];
  readonly actions: readonly Action[];
  /** The codes of what was applied. */
  readonly sanctions: readonly string[];
  readonly technicalSteps: number;
  /** Undefined on a record of the time before incidents were presumed to be of a degree. */
  readonly presumedSeriousness: string | undefined;
  /** Undefined once the last in the line has been alerted. */
  readonly acknowledgeBy: string | undefined;
  /** The roles it was passed on to because nobody had acknowledged it. */
  readonly escalatedTo: readonly string[];
  readonly seriousnessDecided: boolean;
  /** Informed, or not informed for a stated reason. */
  readonly parentsDecided: boolean;
  readonly reporterTold: boolean;
  readonly linkedTo: readonly string[];
  readonly duplicates: readonly string[];
}

export type Incident = { readonly status: 'none' } | Case;
