import { hoursAfter } from '#libs/calendar/later.js';
import { rejectOnRecord, type Context } from '#libs/eventing/commands/decider.js';
import type { FilterTarget } from './filter-target.js';
import type { FilteringChangeEvent } from './filtering.events.js';
import { listNaming } from './illegal-sites.js';

interface Site {
  readonly target: FilterTarget;
}

/** D19: nobody, in whatever role, lets such a site through; that it was tried is on record. */
export function mustBeLegal(target: FilterTarget, context: Context): void {
  const attempt = refusalIfIllegal({ target }, context);
  if (attempt.length > 0)
    rejectOnRecord(attempt, 'ILLEGAL_SITE', 'This site is on a list of illegal sites. The attempt is recorded.', 'D19');
}

export function refusalIfIllegal(
  { target }: Site,
  { illegalSites = new Map() }: Context,
): readonly FilteringChangeEvent[] {
  const list = listNaming(illegalSites, target);
  return list === undefined ? [] : [{ type: 'IllegalSiteRefused', data: { target, list } }];
}

export function mustStayLegal(open: Site, context: Context): void {
  const end = endIfIllegal(open, context);
  if (end.length > 0)
    rejectOnRecord(
      end,
      'ILLEGAL_SITE',
      'This site is now on a list of illegal sites; it is being blocked again.',
      'D19',
    );
}

/** The alarm that nobody has confirmed the block is due at once. */
export function endIfIllegal({ target }: Site, context: Context): readonly FilteringChangeEvent[] {
  const list = listNaming(context.illegalSites ?? new Map(), target);
  if (list === undefined) return [];
  return [
    { type: 'OpenSiteFoundIllegal', data: { list } },
    { type: 'ReblockOrdered', data: { confirmBy: context.now } },
  ];
}

export const confirmationDue = ({ now, policy }: Context): string =>
  hoursAfter(now, policy.filtering.confirmReblockWithinHours.value);
