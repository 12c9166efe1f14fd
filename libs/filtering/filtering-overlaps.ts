import { Inject, Injectable } from '@nestjs/common';
import { v5 as uuidOf } from 'uuid';
import type { RecordCommand, Receipt, Who } from '#libs/eventing/commands/command.js';
import { commandOf } from '#libs/eventing/commands/command-of.js';
import { CommandExecution } from '#libs/eventing/commands/command-execution.js';
import { Rejection } from '#libs/eventing/commands/rejection.js';
import { isSetAside } from '#libs/eventing/commands/set-aside.js';
import type { ChangeDirection, FilterScope } from './filter-scope.js';
import type { FilterTarget } from './filter-target.js';
import { filteringBlock } from './filtering-block.decider.js';
import { filteringChange } from './filtering-change.decider.js';
import {
  otherPlacesOf,
  overlapOf,
  placeOf,
  statusesUnderWay,
  type FilteringOverlap,
  type StatusUnderWay,
} from './filtering-overlap.js';
import { filteringSite, isSameChange, type FilteringSite, type ListedChange } from './filtering-site.decider.js';
import { filteringSiteEvents } from './filtering-site.events.js';
import { DelistChange, ListChange, NoteOverlaps } from './filtering-sites.commands.js';
import { filteringBlockEvents, filteringChangeEvents } from './filtering.events.js';

/** The name space of the ids of sites: within a school the same site is the same record. */
const sites = 'b6f0f1d2-6f3a-4a54-9a0c-2f3d6f0a7c11';

/** The name space of the ids of commands: what overlaps a change is noted once. */
const notes = 'c0a5e3d4-8b7e-4d3f-9a61-5e2f7b1d9c42';
/** Nobody reads through more; a block counts before an opening, and of each the newest. */
const mostCompared = 20;

const kinds = {
  unblock: [filteringChangeEvents, filteringChange],
  block: [filteringBlockEvents, filteringBlock],
} as const;

interface Change {
  readonly status: string;
  readonly target?: FilterTarget;
  readonly scope?: FilterScope;
  readonly from?: string;
  readonly until?: string;
  readonly overlaps?: readonly FilteringOverlap[];
}

interface Compared extends Receipt {
  readonly overlaps: readonly FilteringOverlap[];
}

interface UnderWay {
  readonly status: StatusUnderWay;
  readonly target: FilterTarget;
  readonly scope: FilterScope;
  readonly from?: string;
  readonly until?: string;
}

/**
 * Whether the same site is open, asked for or blocked already, from the records themselves (ADR 27). A request is on
 * record before it takes its place among those of its site; so of two at once the second one in that order knows of
 * the first.
 */
@Injectable()
export class FilteringOverlaps {
  constructor(@Inject(CommandExecution) private readonly execution: CommandExecution) {}

  /**
   * When it returns, the overlaps are on record with the change. It may be called again at any time, also twice at once:
   * the record has one answer.
   */
  async find(direction: ChangeDirection, { id, revision, position }: Receipt, school: string): Promise<Compared> {
    const who: Who = { actor: 'daybook', role: 'system', roles: ['system'], school };
    const asked = await this.change(direction, id, who);
    if (!isUnderWay(asked) && asked.target !== undefined)
      await this.delist({ change: id, direction }, asked.target, who);
    const overlaps = asked.overlaps ?? (isUnderWay(asked) ? await this.overlapsOf(direction, id, asked, who) : []);
    if (overlaps.length === 0) return { id, revision, position, overlaps };
    const [category, decider] = kinds[direction];
    const note = commandOf(NoteOverlaps, { id, commandId: uuidOf(`${direction}/${id}`, notes), overlaps });
    const noted = await this.execution.run(category, decider, 'NoteOverlaps', note.by(who));
    const { overlaps: onRecord = [] } = await this.change(direction, id, who);
    return { id, revision: noted.revision, position: noted.position, overlaps: onRecord };
  }

  private async overlapsOf(
    direction: ChangeDirection,
    id: string,
    asked: UnderWay,
    who: Who,
  ): Promise<FilteringOverlap[]> {
    const place = siteId(placeOf(asked.target), who);
    const own: ListedChange = { change: id, direction };
    let listed = await unlessSetAside(this.listedAt(place, who));
    // Nothing can be listed there any more. The request stands all the same.
    if (!listed) return [];
    if (!listed.some((one) => isSameChange(one, own))) {
      await this.run('ListChange', commandOf(ListChange, { id: place, ...own }), who);
      listed = await this.listedAt(place, who);
    }
    const others = listed.slice(
      0,
      listed.findIndex((one) => isSameChange(one, own)),
    );
    // Also where the worker has listed it, or one who died then: those have no order with it, so it reads them again.
    for (const other of otherPlacesOf(asked.target))
      others.push(...((await unlessSetAside(this.listedAt(siteId(other, who), who))) ?? []));
    const found = await Promise.all(newest(others).map((other) => this.overlap(asked, other, who)));
    return found.filter((overlap) => overlap !== undefined);
  }

  private async overlap(
    asked: UnderWay,
    { change, direction }: ListedChange,
    who: Who,
  ): Promise<FilteringOverlap | undefined> {
    const other = await unlessSetAside(this.change(direction, change, who));
    if (!other || !isUnderWay(other)) return undefined;
    const how = overlapOf(asked, other);
    return how && { change, direction, how, status: other.status };
  }

  private async delist(change: ListedChange, target: FilterTarget, who: Who): Promise<void> {
    const id = siteId(placeOf(target), who);
    await unlessSetAside(this.run('DelistChange', commandOf(DelistChange, { id, ...change }), who));
  }

  /** Many may ask for one site at once; each time round one of them takes its place. */
  private async run(name: 'ListChange' | 'DelistChange', command: RecordCommand, who: Who): Promise<void> {
    for (;;)
      try {
        await this.execution.run(filteringSiteEvents, filteringSite, name, command.by(who));
        return;
      } catch (error) {
        if (!(error instanceof Rejection && error.code === 'REVISION_CONFLICT')) throw error;
      }
  }

  private async listedAt(place: string, who: Who): Promise<ListedChange[]> {
    const { listed } = (await this.execution.stateOf(filteringSiteEvents, filteringSite, place, who)) as FilteringSite;
    return [...listed];
  }

  private async change(direction: ChangeDirection, id: string, who: Who): Promise<Change> {
    const [category, decider] = kinds[direction];
    return (await this.execution.stateOf(category, decider, id, who)) as Change;
  }
}

/** A record that has been set aside says nothing of the others; people see it among the parked streams. */
async function unlessSetAside<State>(reading: Promise<State>): Promise<State | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isSetAside(error)) return undefined;
    throw error;
  }
}

function newest(listed: readonly ListedChange[]): readonly ListedChange[] {
  const blocks = listed.filter(({ direction }) => direction === 'block');
  const openings = listed.filter(({ direction }) => direction === 'unblock');
  return [...blocks.slice(-mostCompared), ...openings.slice(-mostCompared)].slice(0, mostCompared);
}

const siteId = (place: string, { school }: Who): string => uuidOf(`${school}/${place}`, sites);

const isUnderWay = (change: Change): change is Change & UnderWay =>
  change.target !== undefined &&
  change.scope !== undefined &&
  statusesUnderWay.some((status) => status === change.status);
