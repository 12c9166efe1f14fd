import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { referralAgencies, referralStatuses, referralWays } from './referral-words.js';

export const ReferralAgency = graphqlEnum(referralAgencies);
export type ReferralAgency = keyof typeof ReferralAgency;
registerEnumType(ReferralAgency, { name: 'ReferralAgency', description: 'Whom the school tells (SW4).' });

export const ReferralStatus = graphqlEnum(referralStatuses);
export type ReferralStatus = keyof typeof ReferralStatus;
registerEnumType(ReferralStatus, { name: 'ReferralStatus' });

export const ReferralWay = graphqlEnum(referralWays);
export type ReferralWay = keyof typeof ReferralWay;
registerEnumType(ReferralWay, { name: 'ReferralWay', description: 'How the agency was told.' });
