import { inLondon, dayOf } from '#libs/calendar/london-time.js';
import { inWords } from '#libs/eventing/commands/in-words.js';
import { partsOf, type RecordedEvent } from '#libs/eventing/log/stored-event.js';
import type { Chronology } from './chronology-format.js';
import type { ChronologySources } from './chronology-sources.js';
import { wordingOf, type Naming } from './naming.js';

/** What happened to a person or in an incident, over all records, in the order of the log (D32). Pure. */
export function chronologyOf(sources: ChronologySources): Chronology {
  const { school, of, takenAs, position, options, events, setAside = [] } = sources;
  const inOrder = [...events].sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
  const records = new Map<string, number>();
  for (const { id } of inOrder) if (!records.has(id)) records.set(id, records.size + 1);
  const naming = wordingOf(sources);
  const shown = inOrder.filter(({ by }) => {
    const day = dayOf(by.at);
    return day >= (options.from ?? '') && day <= (options.to ?? '9999');
  });
  return {
    format: 'daybook-chronology/1',
    school,
    of: { ...of, name: of.kind === 'person' ? (sources.people.get(of.id)?.name ?? null) : null },
    takenAs,
    position,
    options,
    records: [...records].map(([id, number]) => ({ number, kind: categoryOf(inOrder, id), id })),
    ...(setAside.length > 0 && {
      setAside: setAside.map(partsOf).map(({ category, id }) => ({ kind: category, id })),
    }),
    entries: shown.map((event, index) => ({
      number: index + 1,
      record: records.get(event.id) ?? 0,
      recordedAt: event.by.at,
      event: event.type,
      role: event.by.role,
      by: naming.actor(event.by.actor),
      details: detailsOf(event, naming, records, sources),
    })),
  };
}

const categoryOf = (events: readonly RecordedEvent[], id: string): string =>
  events.find((event) => event.id === id)?.category ?? '';

/** The fields that hold people; everything else with the shape of an id is a record. */
const peopleFields: readonly string[] = ['person', 'owner', 'subjects', 'staff', 'signedBy', 'madeBy'];

/** Whose account or device it is says who it was. */
const traces: readonly string[] = ['account', 'device', 'ip'];

type Detail = Chronology['entries'][number]['details'][number];

function detailsOf(
  event: RecordedEvent,
  naming: Naming,
  records: ReadonlyMap<string, number>,
  sources: ChronologySources,
): Detail[] {
  const { isWritten, of, options } = sources;
  const data = event.data as Readonly<Record<string, unknown>>;
  const hidden = isOfSomebodyLeftOut(event, naming, sources);
  const traceless =
    event.category === 'monitoringAlert' && options.thirdParties === 'leftOut' && data['person'] !== of.id;
  const aboutPerson = event.category === 'staffConcern' ? [...peopleFields, 'about'] : peopleFields;
  return Object.entries(data).flatMap(([field, value]): Detail[] => {
    const label = labelOf(field);
    const written = isWritten(event.category, event.type, field);
    // Of somebody left out it is told that they had a part, and no more.
    if (hidden && field !== 'person' && field !== 'role') return [];
    if (traceless && traces.includes(field)) return [];
    if (aboutPerson.includes(field)) return [{ label, text: listOf(value, (id) => naming.person(id)) }];
    if (written) return [{ label, text: naming.text(String(value)) }];
    return [{ label, text: plain(value, records) }];
  });
}

/** Of somebody who was described: as whom they were identified, or else as a third party. */
function isOfSomebodyLeftOut(event: RecordedEvent, naming: Naming, { events, options }: ChronologySources): boolean {
  const { person, number } = event.data as { readonly person?: unknown; readonly number?: unknown };
  if (typeof person === 'string') return naming.isLeftOut(person);
  if (event.type !== 'PersonDescribed' && event.type !== 'DescribedPersonNotIdentified') return false;
  const identified = events.find(
    ({ id, type, data }) =>
      id === event.id && type === 'DescribedPersonIdentified' && (data as { number?: unknown }).number === number,
  );
  if (!identified) return options.thirdParties === 'leftOut';
  return naming.isLeftOut((identified.data as { person: string }).person);
}

function labelOf(field: string): string {
  const words = inWords(field);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const listOf = (value: unknown, word: (item: string) => string): string =>
  (Array.isArray(value) ? value : [value]).map((item) => word(String(item))).join(', ') || 'nobody';

const isMoment = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const isCode = /^[a-z]+([A-Z][a-z]*|\d+)*$/;

function plain(value: unknown, records: ReadonlyMap<string, number>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((item) => plain(item, records)).join(', ') || 'none';
  // A kind of incident, as the policy of its day worded it.
  if (typeof value === 'object' && value !== null) return (value as { label?: string }).label ?? '';
  const text = String(value);
  const record = records.get(text);
  if (record !== undefined) return `record ${record}`;
  if (isMoment.test(text)) return inLondon(text);
  return isCode.test(text) ? inWords(text) : text;
}
