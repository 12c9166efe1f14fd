/** What pupils hand in (SW15). */
export const deviceKinds = ['phone', 'smartWatch'] as const;
export type DeviceKind = (typeof deviceKinds)[number];
/** Where it is kept: phones of Year 5 and 6 in the lock box of the class, everything else at the office. */
export const devicePlaces = ['lockBox', 'office'] as const;
/** Whom it is given back to: watches to parents or carers alone. */
export const deviceReceivers = ['pupil', 'parent'] as const;
/** Why a device is not given back as it should be. */
export const deviceDifferences = ['notCollected', 'lost', 'damaged', 'keptBySchool', 'other'] as const;
export const deviceStates = ['handedIn', 'returned', 'difference'] as const;
export type DeviceState = (typeof deviceStates)[number];
