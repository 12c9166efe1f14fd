import { londonDay, londonMoment, plusDays, type Day } from '#libs/calendar/london-time.js';

/** One time in which an opening of a timeline was open. */
export interface TimelineOpening {
  /** The record: a block may have closed it for a while. */
  readonly change: string;
  readonly target: string;
  readonly scope: string;
  /** When it was let through, or is to be where it is only agreed. */
  readonly openedAt: Date;
  /** Undefined: open still. */
  readonly closedAt: Date | undefined;
  /** Agreed for that time, and not let through yet (D17). */
  readonly agreedOnly?: true;
  readonly approvedBy: string;
  readonly approvedRole: string;
}

export interface Period {
  readonly name: string;
  /** Its first and its last day. */
  readonly from: Day;
  readonly to: Day;
}

const width = 960;
const left = 300;
const right = 16;
const top = 56;
const rowHeight = 22;
const mostRows = 100;

/** The openings of a period as a picture: one bar each, in the order in which they were opened, or are to be. */
export function timelinePicture(period: Period, openings: readonly TimelineOpening[], now: Date): string {
  const [start, end] = [startOf(period).getTime(), endOf(period).getTime()];
  const xOf = (moment: number): number => {
    const inside = Math.min(Math.max(moment, start), end);
    return Math.round(left + ((inside - start) / (end - start)) * (width - left - right));
  };
  const shown = openings.slice(0, mostRows);
  const height = top + Math.max(shown.length, 1) * rowHeight + 28;
  const floor = height - 20;
  const rows = shown.map((opening, index) => {
    const y = top + index * rowHeight;
    const [from, to] = [xOf(opening.openedAt.getTime()), xOf((opening.closedAt ?? now).getTime())];
    const kind = opening.agreedOnly ? 'agreed' : opening.closedAt === undefined ? 'open' : 'closed';
    return (
      `<g role="listitem"><title>${escaped(sentenceOf(opening))}</title>` +
      `<text x="8" y="${y + 15}">${escaped(labelOf(opening))}</text>` +
      `<rect class="${kind}" x="${from}" y="${y + 4}" width="${Math.max(to - from, 3)}" height="14" rx="2"/></g>`
    );
  });
  const note =
    shown.length < openings.length
      ? `${openings.length - shown.length} more are left out of the picture; the text has them all.`
      : openings.length === 0
        ? 'Nothing was let through.'
        : 'Striped: open still. Outlined: agreed, not let through yet.';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="title">${escaped(titleOf(period))}</title>`,
    `<desc id="desc">${escaped(timelineText(period, openings))}</desc>`,
    '<style>text{font:12px sans-serif;fill:#1a1a1a}.name{font-weight:bold;font-size:14px}.small{fill:#555;font-size:11px}' +
      '.week{stroke:#ccc}.now{stroke:#b00020;stroke-dasharray:4 3}.closed{fill:#1d5fa7}.agreed{fill:#fff;stroke:#1d5fa7;stroke-dasharray:4 2}.open{fill:url(#stripes);stroke:#8a4b00}</style>',
    '<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
      '<rect width="6" height="6" fill="#fff"/><rect width="3" height="6" fill="#c46b00"/></pattern></defs>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text class="name" x="8" y="20">${escaped(titleOf(period))}</text>`,
    ...mondaysOf(period).map(
      (day, nth) =>
        `<line class="week" x1="${xOf(startOfDay(day))}" x2="${xOf(startOfDay(day))}" y1="${top - 8}" y2="${floor}"/>` +
        (nth % labelEvery(period) === 0
          ? `<text class="small" x="${xOf(startOfDay(day)) + 2}" y="${top - 14}">${shortDay(day)}</text>`
          : ''),
    ),
    '<g role="list">',
    ...rows,
    '</g>',
    ...(now.getTime() > start && now.getTime() < end
      ? [`<line class="now" x1="${xOf(now.getTime())}" x2="${xOf(now.getTime())}" y1="${top - 8}" y2="${floor}"/>`]
      : []),
    `<text class="small" x="8" y="${height - 6}">${note}</text>`,
    '</svg>',
  ].join('\n');
}

/** The same in words, for who does not see the picture. */
export function timelineText(period: Period, openings: readonly TimelineOpening[]): string {
  const sentences = openings.length === 0 ? ['Nothing was let through.'] : openings.map(sentenceOf);
  return [`${titleOf(period)}.`, ...sentences].join(' ');
}

/** From its first moment to its last one, at the school. */
export const startOf = ({ from }: Period): Date => new Date(startOfDay(from));
export const endOf = ({ to }: Period): Date => new Date(startOfDay(plusDays(to, 1)));

const startOfDay = (day: Day): number => londonMoment(day, '00:00').getTime();

const titleOf = ({ name, from, to }: Period): string =>
  `Sites let through: ${name}, ${longDay(from)} to ${longDay(to)}`;

function sentenceOf(opening: TimelineOpening): string {
  const { target, scope, openedAt, closedAt, agreedOnly, approvedBy, approvedRole } = opening;
  const until = closedAt === undefined ? 'and is open still' : `to ${atLondon(closedAt)}`;
  const agreed = agreedOnly ? 'agreed, not let through yet, ' : '';
  return `${target} for ${scope}: ${agreed}from ${atLondon(openedAt)} ${until}, approved by ${approvedBy} (${approvedRole}).`;
}

function mondaysOf({ from, to }: Period): Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = plusDays(day, 1))
    if (new Date(`${day}T00:00:00Z`).getUTCDay() === 1) days.push(day);
  return days;
}

/** As many weeks apart as the dates have room. */
const labelEvery = (period: Period): number => Math.ceil(mondaysOf(period).length / 14);

const format = (options: Intl.DateTimeFormatOptions): ((moment: Date) => string) => {
  const formatter = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', ...options });
  return (moment) => formatter.format(moment);
};
const clock = format({ hour: '2-digit', minute: '2-digit' });
const dayInWords = format({ day: 'numeric', month: 'long', year: 'numeric' });
const dayInShort = format({ day: 'numeric', month: 'short' });
const longDay = (day: Day): string => dayInWords(londonMoment(day, '12:00'));
const shortDay = (day: Day): string => dayInShort(londonMoment(day, '12:00'));
const atLondon = (moment: Date): string => `${clock(moment)} on ${longDay(londonDay(moment))}`;

/** The group is always to be seen, so the site gets what it leaves. */
function labelOf({ target, scope }: TimelineOpening): string {
  const group = shortened(scope, 16);
  return `${shortened(target, 39 - group.length)} · ${group}`;
}

const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** Nothing that a person wrote becomes a part of the picture's language; XML takes no control characters at all. */
const escaped = (text: string): string =>
  text.replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ').replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
