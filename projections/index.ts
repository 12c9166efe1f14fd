import type { Projection } from '#libs/eventing/projection.js';
import { filteringChangeLog } from './filtering-change-log.js';

/** Every read model. The projector keeps them; an audit rebuilds and compares them. */
export const projections: readonly Projection[] = [filteringChangeLog];
