import { inLondon } from '#libs/calendar/london-time.js';
import { inWords } from '#libs/eventing/commands/in-words.js';
import type { Printed } from '#libs/printing/printed-document.js';
import type { Chronology } from './chronology-format.js';

/** A chronology as pages; `sha256` is that of its JSON, by which paper and file are compared. */
export function printedChronology(chronology: Chronology, sha256: string): Printed {
  const { school, of, takenAs, position, options, records, entries, setAside = [] } = chronology;
  return {
    title: of.kind === 'person' ? 'Chronology of a person' : 'Chronology of an incident',
    header: `School ${school}`,
    footer: [`Daybook chronology as at position ${position} of the log`, `SHA-256 of its JSON: ${sha256}`],
    parts: [
      { heading: of.kind === 'person' ? 'Chronology of a person' : 'Chronology of an incident', level: 1 },
      { label: of.kind === 'person' ? 'Person' : 'Incident', text: of.name === null ? of.id : `${of.name} (${of.id})` },
      { label: 'School', text: `URN ${school}` },
      { label: 'Taken in the role', text: `${inWords(takenAs)}; it holds what that role may see` },
      { label: 'Names', text: namesOf(options) },
      { label: 'Recorded', text: rangeOf(options) },
      {
        label: 'Entries',
        text: `${entries.length}, of ${records.length === 1 ? 'one record' : `${records.length} records`}, in the order in which they were recorded`,
      },
      ...(records.length === 0
        ? []
        : [
            {
              table: {
                columns: [
                  { title: 'Record', share: 0.12 },
                  { title: 'Kind', share: 0.28 },
                  { title: 'Id', share: 0.6 },
                ],
                rows: records.map(({ number, kind, id }) => [String(number), inWords(kind), id]),
              },
            },
          ]),
      ...setAside.map(({ kind, id }) => ({
        label: 'Not complete',
        text: `${inWords(kind)} ${id}: there is more of it in the event store, which Daybook has set aside because it cannot rely on it. Ask your system administrator.`,
      })),
      ...(entries.length === 0 ? [{ paragraph: 'Nothing was recorded in that time.' }] : []),
      ...entries.flatMap(({ number, record, recordedAt, event, role, by, details }) => [
        { heading: `${number}. ${sentence(event)}`, level: 2 as const },
        { paragraph: `${inLondon(recordedAt)} · record ${record} · ${by} (${inWords(role)})` },
        ...details,
      ]),
      { paragraph: 'End of the chronology.' },
    ],
  };
}

function sentence(event: string): string {
  const words = inWords(event.charAt(0).toLowerCase() + event.slice(1));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function namesOf({ staffNames, thirdParties }: Chronology['options']): string {
  const leftOut = [
    ...(staffNames === 'leftOut' ? ['staff'] : []),
    ...(thirdParties === 'leftOut' ? ['other people'] : []),
  ];
  if (leftOut.length === 0) return 'all shown';
  return `those of ${leftOut.join(' and ')} left out, in what was written as far as the school's list knows them: read it before it is passed on`;
}

function rangeOf({ from, to }: Chronology['options']): string {
  if (from === undefined && to === undefined) return 'at any time';
  return [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(' ');
}
