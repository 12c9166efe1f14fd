import { v5 as uuidOf } from 'uuid';

/** The name space of referrals that follow from another record: one of each kind for it, whoever asks. */
const required = 'f0a4c2d8-6d0e-4b6e-9b7e-3f1d2a5c8e71';

/** The police referral that an investigation cannot go on without (SL5). */
export const policeReferralOf = (investigation: string): string => uuidOf(`police/${investigation}`, required);

/** The contact with the LADO that an allegation against an adult asks for (D15). */
export const ladoReferralOf = (incident: string): string => uuidOf(`lado/${incident}`, required);
