import { createHash } from 'node:crypto';
import { PolicyPack } from './policy-pack.js';
import { stLevan201709 } from './packs/st-levan-2017-09.js';
import { stokesWood202409 } from './packs/stokes-wood-2024-09.js';

/** Every edition Daybook ships. An edition that left the house is never changed: its successor is added. */
export const policyPacks: readonly PolicyPack[] = [stLevan201709, stokesWood202409].map((pack) =>
  PolicyPack.parse(pack),
);

export function packFor(id: string, edition: string): PolicyPack | undefined {
  return policyPacks.find((pack) => pack.id === id && pack.edition === edition);
}

/** A pack is never changed, and every command asks whether the one in force is the one that was adopted. */
const hashes = new WeakMap<PolicyPack, string>();

/** What the adoption of a pack is bound to; equal contents hash equally whatever the order of their keys. */
export function contentHash(pack: PolicyPack): string {
  const hash = hashes.get(pack) ?? createHash('sha256').update(canonicalJson(pack)).digest('hex');
  hashes.set(pack, hash);
  return hash;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
