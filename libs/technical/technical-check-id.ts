import { v5 as uuidOf } from 'uuid';
import type { TechnicalCheckKind } from './technical-check-words.js';

const checks = '3c1b6a52-0a0e-4d3b-8f0a-7b7f2f6f9d11';

/** A school has one plan for each kind of check. */
export const technicalCheckOf = (school: string, kind: TechnicalCheckKind): string =>
  uuidOf(`${school}/${kind}`, checks);
