/** Who gets an account for a time (SL11). */
export const guestKinds = ['supplyStaff', 'trainee', 'visitor'] as const;

export const guestAccountStatuses = ['open', 'closed'] as const;
