import { Inject, Injectable, Optional } from '@nestjs/common';
import { Facts, type Context } from '#libs/eventing/commands/decider.js';
import { policyPacks } from './policy-packs.js';

declare module '#libs/eventing/commands/decider.js' {
  interface Knowledge {
    /** The policy packs that were written for the school, by their ids; only the adoption of a policy looks at them. */
    readonly ownPacks?: readonly string[];
  }
}

/** Which packs were written for which school, by its URN; under `*`, for every school that is not named. */
export type PackOwners = ReadonlyMap<string, readonly string[]>;

/** Where the operator says so; who leaves it out provides for no adoption. */
export const PackOwners = Symbol('whose policy packs are whose');

/** A pack is named after the school whose governors approved its words; which school on this installation that is, the operator says. */
@Injectable()
export class OwnPacks extends Facts {
  constructor(@Optional() @Inject(PackOwners) private readonly owners: PackOwners = new Map()) {
    super();
  }

  of(school: string): Promise<Pick<Context, 'ownPacks'>> {
    return Promise.resolve({ ownPacks: this.owners.get(school) ?? this.owners.get('*') ?? [] });
  }
}

/**
 * @param text as `900001=st-levan,900002=stokes-wood`; a school may be named more than once, and `*` is every other one
 * @returns undefined for a text of another form, or with a pack that is not shipped
 */
export function packOwnersIn(text: string): PackOwners | undefined {
  const owners = new Map<string, readonly string[]>();
  for (const part of text.split(',')) {
    const [, school, pack] = /^\s*(\d{6}|\*)\s*=\s*([a-z0-9-]+)\s*$/.exec(part) ?? [];
    if (school === undefined || pack === undefined || !policyPacks.some(({ id }) => id === pack)) return undefined;
    owners.set(school, [...(owners.get(school) ?? []), pack]);
  }
  return owners;
}

export const packOwnersRule = `must be like 900001=st-levan,900002=stokes-wood, with packs of ${[
  ...new Set(policyPacks.map(({ id }) => id)),
].join(', ')}`;
