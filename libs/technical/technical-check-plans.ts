import type { Interval } from './intervals.js';
import type { planBases, ResponsibleRole, TechnicalCheckKind } from './technical-check-words.js';

export interface TechnicalCheckPlan {
  readonly every: Interval;
  readonly responsible: ResponsibleRole;
  readonly basis: (typeof planBases)[number];
  readonly clause: string;
}

const every = (count: number, unit: Interval['unit']): Interval => ({ count, unit });

/**
 * What holds from the day a policy is adopted until the school plans otherwise. The policies say "regularly"
 * and name no intervals; where named guidance has none either, the interval is ours and says so.
 */
export const defaultPlans: Readonly<Record<TechnicalCheckKind, TechnicalCheckPlan>> = {
  antivirus: {
    every: every(1, 'week'),
    responsible: 'technician',
    basis: 'default',
    clause: 'SL11 "protected by up to date virus software"; once a week is ours',
  },
  updates: {
    every: every(2, 'week'),
    responsible: 'technician',
    basis: 'guidance',
    clause: 'SL11 "meet recommended technical requirements"; Cyber Essentials: critical updates within 14 days',
  },
  backups: {
    every: every(1, 'week'),
    responsible: 'technician',
    basis: 'default',
    clause: 'SL11 measures that protect "systems and data"; once a week is ours',
  },
  restoreTest: {
    every: every(4, 'month'),
    responsible: 'networkManager',
    basis: 'default',
    clause: 'SL11 "tested regularly"; three times a year is ours',
  },
  accessReview: {
    every: every(4, 'month'),
    responsible: 'networkManager',
    basis: 'default',
    clause: 'SL11 "clearly defined access rights"; three times a year is ours',
  },
  wireless: {
    every: every(6, 'month'),
    responsible: 'technician',
    basis: 'default',
    clause: 'SL11 "wireless systems … tested regularly"; twice a year is ours',
  },
  passwordRules: {
    every: every(1, 'year'),
    responsible: 'networkManager',
    basis: 'default',
    clause: 'SL2 passwords protect every access and are changed regularly; once a year is ours',
  },
  securityTest: {
    every: every(1, 'year'),
    responsible: 'networkManager',
    basis: 'default',
    clause: 'SL11 servers, firewalls, routers and work stations "are tested regularly"; once a year is ours',
  },
  systemsAudit: {
    every: every(1, 'year'),
    responsible: 'onlineSafetyLead',
    basis: 'default',
    clause: 'SL11 "regular reviews and audits of the safety and security"; once a year is ours',
  },
};
