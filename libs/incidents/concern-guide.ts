import type { PolicyPack } from '#libs/policies/policy-pack.js';
import type { Case } from './incident-case.js';
import { notYetSorted, placesOutsideSchool } from './incident-words.js';

/** Whether a step is behind, is the one to take now, may be taken now, or comes later. */
export type StepState = 'done' | 'next' | 'possible' | 'later';

export interface GuideStep {
  readonly code: string;
  readonly words: string;
  /** The mutation that takes it. */
  readonly mutation: string;
  readonly clauses: readonly string[];
  /** `policy`: the step stands in the policies' text. `default`: Daybook's own, from the demands of law and guidance. */
  readonly source: 'policy' | 'default';
  readonly state: StepState;
}

interface Step extends Omit<GuideStep, 'state'> {
  readonly applies: (incident: Case, policy: PolicyPack) => boolean;
  readonly isDone: (incident: Case) => boolean;
  /** It is offered, and the case goes on without it. */
  readonly optional?: true;
}

const always = (): boolean => true;
const isIllegal = ({ illegal }: Case): boolean => illegal;

/**
 * The concern procedure. Both policies print it as a flow chart (SL Appendix 5, SW12 Appendix 4) whose image is lost;
 * its steps are put together again from what the text of both policies says, in the order in which they are lawful.
 */
const procedure: readonly Step[] = [
  {
    code: 'leaveAsItIs',
    words: 'Do not view, copy, print or share it. Isolate the computer, leave it as it is, and record that you did.',
    mutation: 'recordTechnicalStep',
    clauses: ['SL5', 'SL17'],
    source: 'policy',
    applies: isIllegal,
    isDone: ({ technicalSteps }) => technicalSteps > 0,
  },
  {
    code: 'acknowledge',
    words: 'Acknowledge the report, or it will be escalated.',
    mutation: 'acknowledgeIncident',
    clauses: ['SL4', 'D7'],
    source: 'default',
    applies: always,
    isDone: ({ status }) => status !== 'raised',
  },
  {
    code: 'tellPolice',
    words: 'Report it to the police immediately, before investigating further.',
    mutation: 'recordSanction',
    clauses: ['SL17', 'SL5', 'SW9'],
    source: 'policy',
    applies: isIllegal,
    isDone: ({ sanctions }) => sanctions.includes('referToPolice'),
  },
  {
    code: 'sortKind',
    words: 'Choose its kind.',
    mutation: 'recategoriseIncident',
    clauses: ['SW8', 'D4'],
    source: 'policy',
    applies: ({ kind }) => kind === notYetSorted.code,
    isDone: ({ kind }) => kind !== notYetSorted.code,
  },
  {
    code: 'decideSeriousness',
    words: 'Decide how serious it is, with reasons.',
    mutation: 'decideSeriousness',
    clauses: ['SW9'],
    source: 'policy',
    applies: always,
    isDone: ({ seriousnessDecided }) => seriousnessDecided,
  },
  {
    code: 'stateMembershipLink',
    words: 'It happened outside school: record how it is linked to membership of the school.',
    mutation: 'stateMembershipLink',
    clauses: ['SL4', 'D10'],
    source: 'policy',
    applies: ({ place }) => placesOutsideSchool.includes(place),
    isDone: ({ membershipLinked }) => membershipLinked,
  },
  {
    code: 'takeAction',
    words: 'Take the actions the policy lists for this kind, or others with a reason.',
    mutation: 'recordSanction',
    clauses: ['SL16', 'SW10'],
    source: 'policy',
    applies: ({ kind }, { sanctions }) => sanctions.matrix.some((row) => row.kind === kind),
    isDone: ({ sanctions }) => sanctions.length > 0,
    optional: true,
  },
  {
    code: 'identifyPeople',
    words: 'Find out who the people are who were described, or record that nobody knows.',
    mutation: 'identifyDescribedPerson',
    clauses: ['D2'],
    source: 'default',
    applies: ({ described }) => described.length > 0,
    isDone: ({ described }) => described.every(({ status }) => status !== 'open'),
  },
  {
    code: 'informParents',
    words: 'Inform the parents, or record why they are not informed.',
    mutation: 'recordParentsInformed',
    clauses: ['SL4', 'SW10', 'D10'],
    source: 'policy',
    applies: always,
    isDone: ({ parentsDecided }) => parentsDecided,
  },
  {
    code: 'completeActions',
    words: 'Make sure every action is completed.',
    mutation: 'completeAction',
    clauses: ['D9'],
    source: 'default',
    applies: ({ actions }) => actions.length > 0,
    isDone: ({ actions }) => actions.every(({ done }) => done),
  },
  {
    code: 'tellReporter',
    words: 'Tell the reporter that it has been dealt with.',
    mutation: 'tellReporter',
    clauses: ['D8'],
    source: 'default',
    applies: always,
    isDone: ({ reporterTold }) => reporterTold,
    optional: true,
  },
  {
    code: 'close',
    words: 'Close it with summary, follow-up, decision, outcome and reasons.',
    mutation: 'closeIncident',
    clauses: ['D9'],
    source: 'default',
    applies: always,
    isDone: ({ status }) => status === 'closed',
  },
];

/** Where a case stands in the procedure: there is a next step until it is closed, and that step is open to it. */
export function concernGuide(incident: Case, policy: PolicyPack): GuideStep[] {
  if (incident.status === 'merged') return [];
  const open = procedure.filter((step) => step.applies(incident, policy));
  const next = incident.status === 'closed' ? undefined : open.find((step) => !step.optional && !step.isDone(incident));
  return open.map((step) => {
    const { code, words, mutation, clauses, source } = step;
    return { code, words, mutation, clauses, source, state: stateOf(step, next, incident) };
  });
}

function stateOf(step: Step, next: Step | undefined, incident: Case): StepState {
  if (step.isDone(incident)) return 'done';
  if (step === next) return 'next';
  if (next === undefined) return 'possible';
  return step.optional && incident.status === 'acknowledged' ? 'possible' : 'later';
}
