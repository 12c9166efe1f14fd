import { traceText, type TracedEvent } from './trace.js';

let position = 0n;
const event = (eventId: string, causationId: string, more: Partial<TracedEvent> = {}): TracedEvent => ({
  recordedAt: '2026-03-02T09:00:00.000Z',
  school: '900001',
  actor: 'daybook',
  role: 'system',
  type: 'NotificationDue',
  stream: `notification-${eventId}`,
  revision: 0,
  position: (position += 1n),
  command: 'Notify',
  eventId,
  causationId,
  correlationId: 'the command',
  ...more,
});

const raised = event('raised', 'the command', {
  ...{ actor: '7c1a', role: 'supportStaff', type: 'IncidentRaised', stream: 'incident-1' },
});

describe('a trace', () => {
  it('is a tree of what followed from what, with who and when', () => {
    const required = event('required', 'raised', { type: 'ReferralRequired', stream: 'referral-2' });
    const told = event('told', 'required');
    const sent = event('sent', 'told', { type: 'EmailSent', stream: told.stream, revision: 2 });
    const head = event('head', 'raised');
    expect(traceText([raised, required, told, sent, head], 'incident-1')).toEqual([
      '> 2026-03-02T09:00:00.000Z  incident raised, by support staff 7c1a (incident-1, revision 0)',
      '  ├─ 2026-03-02T09:00:00.000Z  referral required, by Daybook itself (referral-2, revision 0)',
      '  │  └─ 2026-03-02T09:00:00.000Z  notification due, by Daybook itself (notification-told, revision 0)',
      '  │     └─ 2026-03-02T09:00:00.000Z  email sent, by Daybook itself (notification-told, revision 2)',
      '  └─ 2026-03-02T09:00:00.000Z  notification due, by Daybook itself (notification-head, revision 0)',
    ]);
  });

  it('begins a tree of its own where the cause is not among the events, or came later', () => {
    const [first, second] = [event('first', 'second'), event('second', 'first')];
    expect(traceText([first, second, event('alone', 'gone')], 'second')).toEqual([
      '  2026-03-02T09:00:00.000Z  notification due, by Daybook itself (notification-first, revision 0)',
      '> └─ 2026-03-02T09:00:00.000Z  notification due, by Daybook itself (notification-second, revision 0)',
      '  2026-03-02T09:00:00.000Z  notification due, by Daybook itself (notification-alone, revision 0)',
    ]);
  });

  it('cannot steer the terminal', () => {
    expect(traceText([{ ...raised, type: 'Raised\u001b[2J' }], 'nothing').join()).not.toContain('\u001b');
  });
});
