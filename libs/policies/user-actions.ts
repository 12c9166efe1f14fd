import type { PolicyPack } from './policy-pack.js';

export type UserAction = PolicyPack['userActions'][number];

/** What a user is told of an action: the policy's level in plain words, with the law where the policy names it (SW11). */
export function verdictOn({ level, statute, note }: UserAction): string {
  const law = statute === undefined ? 'the policy names no statute' : `contrary to the ${statute}`;
  const verdicts: Record<UserAction['level'], string> = {
    acceptable: 'Allowed.',
    acceptableAtCertainTimes: 'Allowed at certain times; ask when.',
    acceptableForNominatedUsers: 'Allowed for nominated users only; ask whether you are one.',
    unacceptable: 'Not allowed.',
    unacceptableAndIllegal: `Not allowed, and illegal: ${law}. It is reported.`,
  };
  return note === undefined ? verdicts[level] : `${verdicts[level]} (${note}.)`;
}

/** The actions whose code is asked for, or whose words hold the text; all of them where neither is. */
export function userActionsOf(
  { userActions }: PolicyPack,
  { code, text }: { code?: string; text?: string },
): UserAction[] {
  const wanted = text?.toLowerCase() ?? '';
  return userActions.filter(
    (action) => (code === undefined || action.code === code) && action.label.toLowerCase().includes(wanted),
  );
}
