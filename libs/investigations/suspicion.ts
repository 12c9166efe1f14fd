import type { Suspicion } from './investigation-words.js';
import type { Case } from './investigation-case.js';
import type { InvestigationEvent } from './investigation.events.js';

interface Seen {
  readonly url?: string;
  readonly description: string;
  readonly evidenceId?: string;
}

/** What a suspicion does: images of child sexual abuse halt the investigation; every other one is told to the police too (SL5). */
export function suspected(suspicion: Suspicion, { about }: Pick<Case, 'about'>, seen: Seen): InvestigationEvent {
  const { url, description, evidenceId } = seen;
  const what = { about, description, ...(url && { url }), ...(evidenceId && { evidenceId }) };
  return suspicion === 'childSexualAbuseImages'
    ? { type: 'InvestigationHalted', data: { suspicion, ...what } }
    : { type: 'PoliceReferralRequired', data: { suspicion, ...what } };
}
