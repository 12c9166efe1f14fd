import { registerEnumType } from '@nestjs/graphql';
import { graphqlEnum } from '#libs/eventing/commands/graphql-enum.js';
import { guestAccountStatuses, guestKinds } from './guest-account-words.js';

export const GuestKind = graphqlEnum(guestKinds);
export type GuestKind = keyof typeof GuestKind;
registerEnumType(GuestKind, { name: 'GuestKind', description: 'Who gets an account for a time (SL11).' });

export const GuestAccountStatus = graphqlEnum(guestAccountStatuses);
export type GuestAccountStatus = keyof typeof GuestAccountStatus;
registerEnumType(GuestAccountStatus, { name: 'GuestAccountStatus' });
