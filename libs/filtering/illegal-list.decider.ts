import { hoursAfter } from '#libs/calendar/later.js';
import type { DataOfEach } from '#libs/eventing/commands/command.js';
import { decider, reject } from '#libs/eventing/commands/decider.js';
import type { illegalListCommands } from './filtering.commands.js';
import type { IllegalListEvent } from './filtering.events.js';
import { mustBeAnother } from './filtering-rules.js';
import { contentsOf, type HeldBackEdition, type IllegalList, type IllegalSites } from './illegal-sites.js';

/** An event holds at most this many changes, so that it fits into one append; a longer first edition comes in parts. */
const mostChanges = 20_000;

/** What stood on the list so long ago is measured against as well: what has come since may stand for nothing. */
const rememberedDays = 7;

type Edition = Omit<HeldBackEdition, 'sentBy'>;
type Known = Pick<IllegalList, 'hashes'> & Partial<IllegalList>;

/**
 * The lists of illegal sites a school holds (D19). They arrive as hashes, or are made hashes at the door, and nothing else
 * of them is ever kept. A file that was cut short must not open what it left out, nor may one person empty a list step by
 * step: an edition without entries is refused, and one with which too much would go needs a second person (SL6; ADR 59).
 */
export const illegalList = decider<IllegalSites, IllegalListEvent, DataOfEach<typeof illegalListCommands>>({
  initial: new Map(),

  evolve: {
    IllegalListHeldBack: (sites, { list, ...edition }, { actor }) => {
      const held = sites.get(list);
      if (!held) return sites;
      const waiting = { heldBack: { ...edition, sentBy: actor }, addedAlready: new Set(edition.added) };
      return new Map([...sites, [list, { ...noted(held, edition), ...waiting }]]);
    },
    IllegalListUpdated: (sites, { list, ...edition }, { actor, at }) => {
      const known: Known = sites.get(list) ?? { hashes: new Set() };
      const { added, removed, entries } = edition;
      const hashes = new Set(known.hashes);
      for (const hash of removed) hashes.delete(hash);
      for (const hash of added) hashes.add(hash);
      const most = isAgreed(known.heldBack, edition, actor) ? entries : Math.max(entries, mostOf(known));
      const { editions } = noted(known, edition);
      const now = { edition: edition.edition, entries, hashes, most, editions, ...recentChanges(edition, known, at) };
      return new Map([...sites, [list, now]]);
    },
  },

  decide: {
    UpdateIllegalList: ({ list, edition, hashes, pagesOf = [] }, sites, { now }) => {
      const known: Known = sites.get(list) ?? { hashes: new Set() };
      const entries = new Set(hashes.map((hash) => hash.toLowerCase())).size;
      if (entries === 0)
        reject('LIST_EMPTY', 'This edition has no entries. Check the file; a list is not emptied this way.', 'D19');
      const wanted = new Set([...hashes, ...pagesOf].map((hash) => hash.toLowerCase()));
      const added = [...wanted].filter((hash) => !known.hashes.has(hash)).sort();
      const removed = [...known.hashes].filter((hash) => !wanted.has(hash)).sort();
      const sent: Edition = { edition, added, removed, entries, contents: contentsOf(wanted) };
      mustBeSameEdition(sent, known);
      if (added.length + removed.length > mostChanges)
        reject(
          'LIST_TOO_LONG',
          `At most ${mostChanges} entries change at a time; send the list in growing parts, each as an edition of its own.`,
          'D19',
        );
      if (known.heldBack?.edition === edition) return [];
      const isNews = known.edition !== edition || added.length + removed.length > 0;
      if (!isNews) return [];
      const type = losesTooMuch(wanted, entries, known, now) ? 'IllegalListHeldBack' : 'IllegalListUpdated';
      return [{ type, data: { list, ...sent, added, removed } }];
    },

    AgreeIllegalList: ({ list, edition }, sites, context) => {
      const heldBack = sites.get(list)?.heldBack;
      if (heldBack?.edition !== edition)
        reject('WRONG_STATE', 'No such edition of this list is waiting for a second person.', 'D19');
      mustBeAnother(context, heldBack.sentBy, 'Ask somebody else to agree: you sent this edition yourself.');
      const { added, removed, entries, contents } = heldBack;
      const change = { added: [...added], removed: [...removed], entries };
      return [{ type: 'IllegalListUpdated', data: { list, edition, ...change, ...(contents && { contents }) } }];
    },
  },
});

/**
 * Fewer than half of the entries that the list has had since two people last saw one, however many steps it took; or
 * fewer than half of what stands on it, or stood there a week ago, whatever came instead.
 */
function losesTooMuch(wanted: ReadonlySet<string>, entries: number, known: Known, now: string): boolean {
  const losesMost = (stood: readonly string[]): boolean =>
    stood.filter((hash) => wanted.has(hash)).length * 2 < stood.length;
  return entries * 2 < mostOf(known) || losesMost([...known.hashes]) || losesMost(stoodAWeekAgo(known, now));
}

function stoodAWeekAgo({ hashes, come, taken }: Known, now: string): string[] {
  const since = recently(come, now);
  return [...[...hashes].filter((hash) => !since.has(hash)), ...recently(taken, now).keys()];
}

const mostOf = ({ most, entries, hashes }: Known): number => most ?? entries ?? hashes.size;

function recently(changes: ReadonlyMap<string, string> | undefined, now: string): Map<string, string> {
  return new Map([...(changes ?? [])].filter(([, at]) => hoursAfter(at, rememberedDays * 24) > now));
}

/** What has come and what has gone since a week ago; the first edition is what the list began with. */
function recentChanges({ added, removed }: Edition, known: Known, at: string): Required<Pick<Known, 'come' | 'taken'>> {
  const [come, taken] = [recently(known.come, at), recently(known.taken, at)];
  const began = known.hashes.size > 0;
  for (const hash of added) if (!taken.delete(hash) && began) come.set(hash, at);
  for (const hash of removed) if (!come.delete(hash)) taken.set(hash, at);
  return { come, taken };
}

/** What a name stands for never changes: whoever agrees to an edition agrees to what was sent under it. */
function mustBeSameEdition({ contents, ...sent }: Edition, known: Known): void {
  const before = known.editions?.get(sent.edition);
  if (before === undefined ? !isUnlikeOlder(sent, known) : before === contents) return;
  reject(
    'EDITION_CHANGED',
    'An edition of this name has come with other entries. Send this one under a name of its own.',
    'D19',
  );
}

/** Of an edition from before its contents were noted, what is held back or in force is known. */
function isUnlikeOlder({ edition, ...sent }: Omit<Edition, 'contents'>, { heldBack, ...known }: Known): boolean {
  if (heldBack?.edition === edition) return !isSame(heldBack, sent);
  return known.edition === edition && sent.added.length + sent.removed.length > 0;
}

function noted<L extends Known>(known: L, { edition, contents }: Edition): L & Pick<IllegalList, 'editions'> {
  return contents === undefined
    ? known
    : { ...known, editions: new Map([...(known.editions ?? []), [edition, contents]]) };
}

/** Somebody other than the sender has agreed to it: nothing else takes the very edition that is held back. */
const isAgreed = (heldBack: HeldBackEdition | undefined, { edition, ...sent }: Edition, actor: string): boolean =>
  heldBack !== undefined && heldBack.edition === edition && heldBack.sentBy !== actor && isSame(heldBack, sent);

interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const isSame = (one: Changes, other: Changes): boolean =>
  one.added.join() === other.added.join() && one.removed.join() === other.removed.join();
