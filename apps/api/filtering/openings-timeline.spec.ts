import { timelinePicture, timelineText, type TimelineOpening } from './openings-timeline.js';

const term = { name: 'Spring', from: '2026-01-05', to: '2026-03-27' };
const now = new Date('2026-03-12T10:15:00Z');
const opening: TimelineOpening = {
  change: 'filteringChange-1',
  target: 'maps.example.org',
  scope: 'Year 4',
  openedAt: new Date('2026-02-02T09:00:00Z'),
  closedAt: new Date('2026-02-06T15:30:00Z'),
  approvedBy: 'ben',
  approvedRole: 'onlineSafetyLead',
};
const barsIn = (picture: string): { kind: string; x: number; width: number }[] =>
  [...picture.matchAll(/<rect class="(\w+)" x="(\d+)" y="\d+" width="(\d+)"/g)].map(([, kind, x, width]) => ({
    kind: kind!,
    x: Number(x),
    width: Number(width),
  }));

describe('D20: the openings of a term as a picture', () => {
  it('says in words what it shows, and by whose approval', () => {
    const text =
      'Sites let through: Spring, 5 January 2026 to 27 March 2026. maps.example.org for Year 4: from 09:00 on ' +
      '2 February 2026 to 15:30 on 6 February 2026, approved by ben (onlineSafetyLead).';
    expect(timelineText(term, [opening])).toBe(text);
    const picture = timelinePicture(term, [opening], now);
    expect(picture).toContain(`<desc id="desc">${text}</desc>`);
    expect(picture).toContain('role="img" aria-labelledby="title desc"');
  });

  it('draws each opening from its begin to its end, and what is open still until now', () => {
    const still = { ...opening, closedAt: undefined };
    const [closed, open] = barsIn(timelinePicture(term, [opening, still], now));
    expect(closed).toMatchObject({ kind: 'closed' });
    expect(open).toMatchObject({ kind: 'open', x: closed!.x });
    // 4.27 days of 82, and 38.05, of the 644 pixels that the term has.
    expect(closed!.width).toBeGreaterThan(31);
    expect(closed!.width).toBeLessThan(36);
    expect(open!.width).toBeGreaterThan(296);
    expect(open!.width).toBeLessThan(302);
  });

  it('draws what is only agreed for a time as such, and says so', () => {
    const planned = { ...opening, agreedOnly: true } as const;
    const [opened, agreed] = barsIn(timelinePicture(term, [opening, planned], now));
    expect(agreed).toEqual({ ...opened, kind: 'agreed' });
    expect(timelineText(term, [planned])).toContain(
      'maps.example.org for Year 4: agreed, not let through yet, from 09:00 on 2 February 2026 to 15:30',
    );
  });

  it('draws of an opening that began before or goes on after only what lies in the term', () => {
    const long = { ...opening, openedAt: new Date('2025-09-01T00:00:00Z'), closedAt: new Date('2026-07-01T00:00:00Z') };
    expect(barsIn(timelinePicture(term, [long], now))).toEqual([{ kind: 'closed', x: 300, width: 644 }]);
  });

  it('keeps the clock of the school: a term over the change to summer time is an hour shorter', () => {
    const days = { name: 'A week', from: '2026-03-23', to: '2026-03-29' };
    const whole = {
      ...opening,
      openedAt: new Date('2026-03-23T00:00:00Z'),
      closedAt: new Date('2026-03-29T23:00:00Z'),
    };
    expect(barsIn(timelinePicture(days, [whole], now))).toEqual([{ kind: 'closed', x: 300, width: 644 }]);
    expect(timelineText(days, [whole])).toContain('to 00:00 on 30 March 2026');
  });

  it('takes no word of a person for its own language', () => {
    const picture = timelinePicture(term, [{ ...opening, scope: '</text><script>alert(1)</script>\u0007"' }], now);
    expect(picture).not.toContain('<script');
    expect(picture).not.toContain('\u0007');
  });

  it('says so where there is nothing to show, or more than it can', () => {
    expect(timelinePicture(term, [], now)).toContain('Nothing was let through.');
    const many = timelinePicture(
      term,
      Array.from({ length: 120 }, () => opening),
      now,
    );
    expect(barsIn(many)).toHaveLength(100);
    expect(many).toContain('20 more are left out of the picture');
  });
});
