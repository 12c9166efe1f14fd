import { upcast, type EventTypes } from '#libs/eventing/schemas/event-schemas.js';
import { filterDifferenceEvents } from './filter-difference.events.js';
import { canonicalScope, scopeKey, yearGroupNamed } from './filter-scope.js';
import { filteringBlockEvents, filteringChangeEvents } from './filtering.events.js';
import { requestTemplateEvents } from './request-templates.events.js';

describe('SW7: the same people are written down in one way', () => {
  it.each(['Year 4', 'year 4', 'YEAR  4', 'Y4', 'y 4', 'Yr4', 'yr. 04', '4', 'Year Four', 'year4', 'Year group 4'])(
    'the year group %j',
    (name) => {
      expect(canonicalScope({ kind: 'yearGroup', name })).toEqual({ kind: 'yearGroup', name: 'Year 4' });
    },
  );

  it.each([
    ['R', 'Reception'],
    ['Year R', 'Reception'],
    ['reception', 'Reception'],
    ['Nursery', 'Nursery'],
    ['Y13', 'Year 13'],
    ['Y14', undefined],
    ['0', undefined],
    ['4B', undefined],
    ['Maple class', undefined],
  ])('%j is %j', (name, expected) => {
    expect(yearGroupNamed(name)).toBe(expected);
  });

  it('another group in single spaces, whatever the case of its letters', () => {
    expect(canonicalScope({ kind: 'pupilGroup', name: ' Set  2 ' })).toEqual({ kind: 'pupilGroup', name: 'Set 2' });
    expect(scopeKey({ kind: 'pupilGroup', name: 'SET 2' })).toBe(scopeKey({ kind: 'pupilGroup', name: 'Set 2' }));
    expect(scopeKey({ kind: 'deviceGroup', name: 'Set 2' })).not.toBe(scopeKey({ kind: 'pupilGroup', name: 'Set 2' }));
  });

  it('and everybody without a name', () => {
    expect(canonicalScope({ kind: 'everyone', name: 'all' })).toEqual({ kind: 'everyone' });
  });
});

it('an event from the time when it was written as somebody typed it is read so (SL3)', () => {
  const typed = { scope: { kind: 'yearGroup', name: 'y4' }, target: { kind: 'domain', value: 'example.org' } };
  for (const [category, type, version] of [
    [filteringChangeEvents, 'UnblockRequested', 1],
    [filteringChangeEvents, 'UnblockRequested', 4],
    [filteringBlockEvents, 'BlockRequested', 3],
    [filteringBlockEvents, 'SiteBlockedInEmergency', 1],
    [filterDifferenceEvents, 'FilterDifferenceReported', 1],
    [requestTemplateEvents, 'TemplateWritten', 1],
  ] as const) {
    const eventType = (category.types as EventTypes)[type]!;
    expect(upcast(eventType, version, typed)).toMatchObject({ scope: { kind: 'yearGroup', name: 'Year 4' } });
  }
});
