import { inLondon } from '#libs/calendar/london-time.js';
import { inWords } from '#libs/eventing/commands/in-words.js';
import type { Printed } from '#libs/printing/printed-document.js';

/** What an agency is given of a referral: what it needs to act, and nothing of how the school handled the case. */
export interface ReportedReferral {
  readonly school: string;
  readonly id: string;
  readonly agency: string;
  readonly agencyName: string | null;
  readonly subjects: readonly {
    readonly name: string | undefined;
    readonly id: string;
    readonly yearGroup: string | undefined;
  }[];
  readonly concern: string | null;
  readonly made: { readonly at: string; readonly by: string; readonly how: string; readonly told: string } | undefined;
  readonly contact: string | null;
  readonly reference: string | null;
  /** The incident it follows from, as it now stands. */
  readonly incident:
    { readonly kind: string; readonly occurredAt: string; readonly place: string; readonly facts: string } | undefined;
}

/** The report of a referral for the agency (D14). The same referral prints the same bytes. */
export function printedReferral(referral: ReportedReferral): Printed {
  const { school, id, agency, agencyName, subjects, concern, made, contact, reference, incident } = referral;
  return {
    title: 'Referral to an agency',
    header: `School ${school}`,
    footer: [`Referral ${id}`],
    parts: [
      { heading: 'Referral', level: 1 },
      { label: 'To', text: agencyName ?? agencyWords[agency] ?? inWords(agency) },
      { label: 'From', text: `the school with the URN ${school}` },
      ...some('Your contact there', contact),
      ...some('Your reference', reference),
      { heading: 'Whom it is about', level: 2 },
      ...(subjects.length === 0 ? [{ paragraph: 'Nobody is named.' }] : []),
      ...subjects.map(({ name, id: person, yearGroup }) => ({
        label: name ?? 'Person',
        text: [yearGroup && inWords(yearGroup), `known at the school as ${person}`].filter(Boolean).join(', '),
      })),
      ...(concern === null ? [] : [{ heading: 'The concern', level: 2 as const }, { paragraph: concern }]),
      ...(made
        ? [
            { heading: 'What you were told', level: 2 as const },
            { label: 'When', text: inLondon(made.at) },
            { label: 'By', text: made.by },
            { label: 'How', text: inWords(made.how) },
            { paragraph: made.told },
          ]
        : []),
      ...(incident
        ? [
            { heading: 'What happened', level: 2 as const },
            { label: 'Kind', text: incident.kind },
            { label: 'When', text: inLondon(incident.occurredAt) },
            { label: 'Where', text: inWords(incident.place) },
            { paragraph: incident.facts },
          ]
        : []),
    ],
  };
}

const some = (label: string, text: string | null) => (text === null ? [] : [{ label, text }]);

const agencyWords: Readonly<Record<string, string>> = {
  lado: 'the Local Authority Designated Officer (LADO)',
  ceop: 'CEOP',
  iwf: 'the Internet Watch Foundation (IWF)',
  ico: "the Information Commissioner's Office (ICO)",
  prevent: 'Prevent / Channel',
  police: 'the police',
};
