import type { DataOf, DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject, type Context } from '#libs/eventing/commands/decider.js';
import { mustAllBeKnown, mustBeKnown } from '#libs/people/named-people.js';
import {
  alarmOf,
  mustBeFor,
  mustHandle,
  mustLieBehind,
  mustNotBeMandatory,
  type Case,
  type Referral,
} from './referral-rules.js';
import { answerBy, makeBy } from './referral-times.js';
import type { RecordReferralMade, referralCommands, RequireReferral } from './referral.commands.js';
import type { ReferralEvent } from './referral.events.js';

type Commands = DataOfEach<typeof referralCommands>;

const known = (referral: Referral): Case => referral as Case;

/** One referral to one agency (SW4, SL17, D14, D15): considered, made or not made, answered, and what came of it. */
export const referral = decider<Referral, ReferralEvent, Commands>({
  initial: { status: 'none' },

  evolve: {
    ReferralConsidered: (_, { agency, about, subjects }) => ({
      status: 'considered',
      agency,
      about,
      subjects,
      mandatory: false,
      alarms: 0,
    }),
    ReferralRequired: (past, { agency, about, makeBy, mandatory, investigation }) => ({
      status: 'required',
      agency,
      about,
      subjects: past.status === 'none' ? [] : past.subjects,
      mandatory,
      ...(investigation && { investigation }),
      alarmAt: makeBy,
      alarms: 0,
    }),
    ReferralOverdue: (past, { next }) => ({
      ...withoutAlarm(past),
      ...(next && { alarmAt: next }),
      alarms: known(past).alarms + 1,
    }),
    ReferralMade: (past, { answerBy }, { at }) => ({
      ...known(past),
      status: 'made',
      alarmAt: answerBy,
      alarms: 0,
      madeRecordedAt: at,
    }),
    ReferralNotMade: (past) => ({ ...withoutAlarm(past), status: 'notMade' }),
    ReferralAcknowledged: (past) => ({ ...withoutAlarm(past), status: 'acknowledged' }),
    ReferralAnswered: (past) => ({ ...withoutAlarm(past), status: 'answered' }),
    ReferralAnswerLate: (past, { next }) => ({
      ...withoutAlarm(past),
      ...(next && { alarmAt: next }),
      alarms: known(past).alarms + 1,
    }),
    ReferralChased: (past, { answerBy }) => ({ ...known(past), alarmAt: answerBy, alarms: 0 }),
    ReferralWithdrawn: (past) => ({ ...withoutAlarm(past), status: 'withdrawn' }),
    ReferralClosed: (past) => ({ ...withoutAlarm(past), status: 'closed' }),
    ReferralReportTaken: (past) => past,
  },

  decide: {
    ConsiderReferral: (command, past, context) => {
      const { agency, agencyName, about, subjects, concern, incident, investigation } = command;
      if (past.status !== 'none') reject('ALREADY_EXISTS', 'This referral is already on record.', 'D14');
      mustBeFor(about, subjects, context);
      mustAllBeKnown(subjects, 'subjects', context, 'D14');
      if (agency === 'other' && !agencyName) reject('AGENCY_NOT_NAMED', 'Name the agency.', 'D14');
      const optional = {
        ...(agencyName && { agencyName }),
        ...(incident && { incident }),
        ...(investigation && { investigation }),
      };
      return [{ type: 'ReferralConsidered', data: { agency, about, subjects: [...subjects], concern, ...optional } }];
    },

    RequireReferral: (command, past, context) => requireReferral(command, past, context),

    // An alarm may ring early, late or twice: the record decides whether the time is up.
    RaiseOverdueReferral: (_, past, { now, policy }) => {
      if (past.status !== 'required' || past.alarmAt === undefined || past.alarmAt > now) return [];
      return [
        { type: 'ReferralOverdue', data: { makeBy: past.alarmAt, ...alarmOf(past, makeBy(past.agency, now, policy)) } },
      ];
    },

    RecordReferralMade: (command, past, context) =>
      referralMade(command, mustHandle(past, context, ['considered', 'required', 'notMade']), context),

    RecordNotReferred: ({ reasons }, past, context) => {
      mustNotBeMandatory(mustHandle(past, context, ['considered', 'required']));
      return [{ type: 'ReferralNotMade', data: { reasons } }];
    },

    RecordReferralAcknowledged: ({ acknowledgedAt, contact, reference }, past, context) => {
      mustHandle(past, context, ['made']);
      mustLieBehind(acknowledgedAt, context);
      const details = { ...(contact && { contact }), ...(reference && { reference }) };
      return [{ type: 'ReferralAcknowledged', data: { acknowledgedAt, ...details } }];
    },

    RecordReferralAnswered: ({ answeredAt, answer }, past, context) => {
      mustHandle(past, context, ['made', 'acknowledged', 'answered']);
      mustLieBehind(answeredAt, context);
      return [{ type: 'ReferralAnswered', data: { answeredAt, answer } }];
    },

    RaiseLateAnswer: (_, past, { now, policy }) => {
      if (past.status !== 'made' || past.alarmAt === undefined || past.alarmAt > now) return [];
      const late = { answerBy: past.alarmAt, ...alarmOf(past, answerBy(past.agency, now, policy)) };
      return [{ type: 'ReferralAnswerLate', data: late }];
    },

    ChaseReferral: ({ how, note }, past, context) => {
      const { agency } = mustHandle(past, context, ['made']);
      const again = answerBy(agency, context.now, context.policy);
      return [{ type: 'ReferralChased', data: { how, ...(note && { note }), answerBy: again } }];
    },

    WithdrawReferral: ({ reason }, past, context) => {
      mustNotBeMandatory(mustHandle(past, context, ['considered', 'required', 'made', 'acknowledged', 'answered']));
      return [{ type: 'ReferralWithdrawn', data: { reason } }];
    },

    CloseReferral: ({ outcome }, past, context) => {
      mustHandle(past, context, ['made', 'acknowledged', 'answered']);
      return [{ type: 'ReferralClosed', data: { outcome } }];
    },

    TakeReferralReport: ({ sha256 }, past, context) => {
      mustHandle(past, context, ['made', 'acknowledged', 'answered', 'withdrawn', 'closed', 'notMade', 'considered']);
      return [{ type: 'ReferralReportTaken', data: { sha256 } }];
    },
  },
});

function withoutAlarm(past: Referral): Case {
  const rest = { ...known(past) };
  delete (rest as { alarmAt?: string }).alarmAt;
  return rest;
}

/** What asks for it may ask twice: a referral made since then is enough. */
function requireReferral(command: DataOf<RequireReferral>, past: Referral, { policy }: Context): ReferralEvent[] {
  const { agency, about, since, incident, investigation } = command;
  if (past.status === 'required') return [];
  if (past.status !== 'none' && past.madeRecordedAt !== undefined && past.madeRecordedAt >= since) return [];
  const origin = { ...(incident && { incident }), ...(investigation && { investigation }) };
  const mandatory = investigation !== undefined;
  return [
    { type: 'ReferralRequired', data: { agency, about, makeBy: makeBy(agency, since, policy), mandatory, ...origin } },
  ];
}

/** D14: a referral has a date, and says by whom, how and what was told. */
function referralMade(
  command: DataOf<RecordReferralMade>,
  { agency, investigation }: Case,
  context: Context,
): ReferralEvent[] {
  const { madeAt, madeBy, how, contact, reference, told } = command;
  if (!madeAt) reject('REFERRAL_DATE_MISSING', 'State when the agency was told: a referral has a date.', 'D14');
  mustLieBehind(madeAt, context);
  if (madeBy !== undefined && madeBy !== context.actor) mustBeKnown(madeBy, 'madeBy', context, 'D14');
  const optional = {
    ...(contact && { contact }),
    ...(reference && { reference }),
    ...(investigation && { investigation }),
  };
  const made = {
    madeAt,
    madeBy: madeBy ?? context.actor,
    how,
    told,
    answerBy: answerBy(agency, madeAt, context.policy),
  };
  return [{ type: 'ReferralMade', data: { ...made, ...optional } }];
}
