import type { RecordedEvent } from '#libs/eventing/log/stored-event.js';
import { filterDifferenceEvents } from '#libs/filtering/filter-difference.events.js';
import { filteringBlock } from '#libs/filtering/filtering-block.decider.js';
import { filteringChange } from '#libs/filtering/filtering-change.decider.js';
import { filteringBlockEvents, filteringChangeEvents, illegalListEvents } from '#libs/filtering/filtering.events.js';
import { handlersOf as handlersOfIncident } from '#libs/incidents/incident-guards.js';
import type { Case } from '#libs/incidents/incident-case.js';
import { incident } from '#libs/incidents/incident.decider.js';
import { incidentEvents } from '#libs/incidents/incidents.events.js';
import { holderOf } from '#libs/incidents/staff-concern.decider.js';
import { staffConcernEvents } from '#libs/incidents/staff-concerns.events.js';
import { investigation } from '#libs/investigations/investigation.decider.js';
import { investigationEvents } from '#libs/investigations/investigation.events.js';
import { handlersOf, type CaseSubject } from '#libs/people/case-subjects.js';
import type { Role } from '#libs/people/roles.js';
import { packFor } from '#libs/policies/policy-packs.js';
import { policyEvents } from '#libs/policies/policy.events.js';
import { referral } from '#libs/referrals/referral.decider.js';
import { referralEvents } from '#libs/referrals/referral.events.js';
import { plannedWorkRules } from './planned-work-rules.js';
import { rulesNaming, rulesOf, type NotificationRule, type Whom } from './notification-rule.js';

const safeguardingTeam = handlersOf.pupil;

/** D6: nobody hears of a case in which they are the alleged. */
const alleged = ({ people }: Case): string[] =>
  people.filter(({ role }) => role === 'alleged').map(({ person }) => person);

const ownerOf = ({ actions }: Case, actionId: string): string[] =>
  actions.filter(({ id }) => id === actionId).map(({ owner }) => owner);

const handlers = ({ about, subjects }: { about: CaseSubject; subjects: readonly string[] }): Whom => ({
  roles: handlersOf[about],
  except: subjects,
});

/** Where none of those who conduct it holds a role any more. */
const orHandlers = ({ about, subjects }: { about: CaseSubject; subjects: readonly string[] }) => ({
  orElse: handlersOf[about],
  except: subjects,
});

/** The roles that the policy in force that day names; where none was adopted, nobody is named. */
function rolesOf(permission: 'mayAgree' | 'mayImplement', { metadata }: RecordedEvent): readonly Role[] {
  const [pack = '', edition = ''] = metadata.policy?.split('@') ?? [];
  return packFor(pack, edition)?.filtering[permission].roles ?? [];
}

/** Of what somebody is told. To add a rule: a kind in `notice-kinds.ts`, and an event here with those who are told. */
export const notificationRules: readonly NotificationRule[] = [
  ...rulesOf(incidentEvents, incident, {
    RolesAlerted: ['incidentAlert', ({ roles }, { state }) => ({ roles, except: alleged(state) })],
    IncidentEscalated: ['incidentEscalated', ({ to }, { state }) => ({ roles: [to], except: alleged(state) })],
    // D9: an owner who has left reads no reminder; whoever handles the case gives the action to somebody else.
    ActionReminded: [
      'actionReminder',
      ({ actionId }, { state }) => ({
        people: ownerOf(state, actionId),
        orElse: handlersOfIncident(state),
        except: alleged(state),
      }),
    ],
    ActionFellOverdue: [
      'actionOverdue',
      ({ actionId }, { state }) => ({
        people: ownerOf(state, actionId),
        roles: handlersOfIncident(state),
        except: alleged(state),
      }),
    ],
    // D8: whoever stayed anonymous is nobody here.
    ReporterTold: ['reportAnswered', (_, { first }) => ({ people: [first.by.actor] })],
  }),
  ...rulesNaming(incidentEvents, {
    ActionRecorded: ['actionGiven', ({ owner }, { by }) => ({ people: [owner], except: [by.actor] })],
    ActionReassigned: ['actionGiven', ({ owner }, { by }) => ({ people: [owner], except: [by.actor] })],
  }),
  // SL1, SL6: what one person has recorded is in force only when another has confirmed it.
  ...rulesNaming(policyEvents, {
    PolicyApprovalRecorded: [
      'policyToConfirm',
      (_, { by }) => ({ roles: ['chairOfGovernors', 'headteacher'], except: [by.actor] }),
    ],
    TwoPeopleProposed: [
      'policyToConfirm',
      (_, { by }) => ({ roles: ['chairOfGovernors', 'headteacher'], except: [by.actor] }),
    ],
  }),
  ...rulesNaming(staffConcernEvents, {
    ConcernRaised: ['staffConcern', ({ capacity, about }) => ({ roles: [holderOf(capacity)], except: [about] })],
  }),
  ...rulesNaming(investigationEvents, {
    InvestigationStarted: ['investigationNamed', ({ staff }, { by }) => ({ people: staff, except: [by.actor] })],
    InvestigatorAdded: ['investigationNamed', ({ person }) => ({ people: [person] })],
  }),
  ...rulesOf(investigationEvents, investigation, {
    InvestigationHalted: ['investigationHalted', (_, { state }) => handlers(state)],
    PoliceReferralRequired: ['policeReferral', (_, { state }) => handlers(state)],
    // D13: a file that the scanner did not look at stays closed until two people release it.
    EvidenceReceived: [
      'evidenceNotScanned',
      ({ scan }, { state }) => (scan === 'notScanned' ? { people: state.staff, ...orHandlers(state) } : {}),
    ],
    EvidenceReleaseProposed: [
      'evidenceRelease',
      (_, { state, event }) => {
        const { orElse, except } = orHandlers(state);
        return { people: state.staff, orElse, except: [...except, event.by.actor] };
      },
    ],
  }),
  ...rulesOf(referralEvents, referral, {
    ReferralRequired: ['referralRequired', (_, { state }) => handlers(state)],
    ReferralOverdue: ['referralOverdue', ({ alert }, { state }) => ({ roles: alert, except: state.subjects })],
    ReferralAnswerLate: ['referralAnswerLate', ({ alert }, { state }) => ({ roles: alert, except: state.subjects })],
  }),
  // SL6: whoever asked hears what became of it, and is asked back; without that they would never know.
  ...rulesOf(filteringChangeEvents, filteringChange, {
    MoreInformationAsked: ['filteringAnswered', asker],
    UnblockDeclined: ['filteringAnswered', asker],
    UnblockLapsed: ['filteringAnswered', asker],
    SiteUnblocked: ['filteringAnswered', asker],
    ExtensionAgreed: ['filteringAnswered', asker],
    ExtensionDeclined: ['filteringAnswered', asker],
  }),
  ...rulesOf(filteringBlockEvents, filteringBlock, {
    BlockDeclined: ['filteringAnswered', asker],
    SiteBlocked: ['filteringAnswered', asker],
    EmergencyBlockAgreed: ['filteringAnswered', asker],
  }),
  ...rulesNaming(filteringChangeEvents, {
    MoreInformationGiven: ['filteringRequest', (_, event) => agreeing(event)],
    // The second of the two who agree to a permanent opening.
    UnblockFirstAgreed: ['filteringRequest', (_, event) => agreeing(event)],
    UnblockAgreed: ['filteringAgreed', (_, event) => ({ roles: rolesOf('mayImplement', event) })],
    ImplementationOverdue: ['changeNotMade', (_, event) => agreeingAndMaking(event)],
    ImplementationEscalated: ['changeNotMade', () => ({ roles: ['headteacher'] })],
    // Where Daybook changes the filter itself there is nobody to be told.
    UnblockDue: [
      'filteringDue',
      ({ madeBy }, event) => ({ roles: madeBy === 'technician' ? rolesOf('mayImplement', event) : [] }),
    ],
    UnblockRequested: ['filteringRequest', (_, event) => agreeing(event)],
    ExtensionRequested: ['filteringRequest', (_, event) => agreeing(event)],
    ReblockOrdered: ['reblockOrdered', (_, event) => ({ roles: rolesOf('mayImplement', event) })],
    // D18: first those who run the filter and those who agreed, then the head.
    ReblockOverdue: ['reblockOverdue', (_, event) => agreeingAndMaking(event)],
    ReblockEscalated: ['reblockOverdue', () => ({ roles: ['headteacher'] })],
    // D19: whoever tried, the safeguarding team and the head hear of it.
    IllegalSiteRefused: ['illegalSite', () => ({ roles: safeguardingTeam })],
    OpenSiteFoundIllegal: [
      'openSiteIllegal',
      (_, event) => ({ roles: [...safeguardingTeam, ...rolesOf('mayImplement', event)] }),
    ],
  }),
  // D19: how many entries it has, and how many it took away, `illegalLists` shows.
  ...rulesNaming(illegalListEvents, {
    IllegalListUpdated: ['illegalListUpdated', () => ({ roles: safeguardingTeam })],
    IllegalListHeldBack: ['illegalListHeldBack', (_, { by }) => ({ roles: safeguardingTeam, except: [by.actor] })],
  }),
  ...rulesNaming(filterDifferenceEvents, {
    IllegalSiteFoundOpen: ['openSiteIllegal', () => ({ roles: safeguardingTeam })],
  }),
  ...rulesNaming(filteringBlockEvents, {
    BlockAgreed: ['filteringAgreed', (_, event) => ({ roles: rolesOf('mayImplement', event) })],
    ImplementationOverdue: ['changeNotMade', (_, event) => agreeingAndMaking(event)],
    ImplementationEscalated: ['changeNotMade', () => ({ roles: ['headteacher'] })],
    EmergencyBlockRefused: ['blockRefused', (_, event) => ({ roles: rolesOf('mayImplement', event) })],
    BlockRequestUnanswered: ['blockUnanswered', (_, event) => ({ roles: rolesOf('mayAgree', event) })],
    BlockRequestEscalated: ['blockUnanswered', () => ({ roles: ['headteacher'] })],
    BlockLiftingRequested: ['filteringRequest', (_, event) => agreeing(event)],
    BlockLiftingAgreed: ['blockRefused', (_, event) => ({ roles: rolesOf('mayImplement', event) })],
    BlockRequested: ['filteringRequest', (_, event) => agreeing(event)],
    SiteBlockedInEmergency: ['emergencyBlock', (_, event) => agreeing(event)],
    EmergencyBlockOverdue: [
      'emergencyBlockOverdue',
      (_, event) => ({ roles: [...rolesOf('mayAgree', event), 'headteacher'] }),
    ],
  }),
  ...plannedWorkRules,
];

/** Who began the record. */
function asker(_: unknown, { first }: { readonly first: RecordedEvent }): Whom {
  return { people: [first.by.actor] };
}

function agreeingAndMaking(event: RecordedEvent): Whom {
  return { roles: [...rolesOf('mayImplement', event), ...rolesOf('mayAgree', event)] };
}

function agreeing(event: RecordedEvent): Whom {
  return { roles: rolesOf('mayAgree', event), except: [event.by.actor] };
}
