import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { peopleLookUp } from './people-look-up.decider.js';

const { given } = specFor(peopleLookUp);
const teacher: Context = {
  actor: 'tia',
  role: 'teacher',
  roles: ['teacher'],
  school: '900001',
  now: '2026-03-12T10:00:00.000Z',
  get policy(): never {
    throw new Error('a look-up asks no policy');
  },
};
const lookUp = { day: '2026-03-12', sought: 'zeb', shown: ['5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01'] } as const;
const data = { sought: 'zeb', shown: [...lookUp.shown] };
const usedAt = (at: string) => ({ type: 'PeopleLookedUp', data, by: { actor: 'tia', role: 'teacher', at } }) as const;
const times = (count: number, at: string) => Array.from({ length: count }, () => usedAt(at));

describe('SL12, D37: looking somebody up so as to name them', () => {
  it('is on record with what was typed and who was shown', () => {
    given([])
      .when('RecordPeopleLookedUp', lookUp, teacher)
      .then([{ type: 'PeopleLookedUp', data }]);
    given(times(29, '2026-03-12T09:59:00.000Z'))
      .when('RecordPeopleLookedUp', lookUp, teacher)
      .then([{ type: 'PeopleLookedUp', data }]);
  });

  it('is refused the thirty-first time within an hour, and open again when the hour has passed', () => {
    given(times(30, '2026-03-12T09:00:00.001Z'))
      .when('RecordPeopleLookedUp', lookUp, teacher)
      .thenRejected('TOO_MANY_LOOK_UPS', 'SL12');
    given(times(30, '2026-03-12T09:00:00.000Z'))
      .when('RecordPeopleLookedUp', lookUp, teacher)
      .then([{ type: 'PeopleLookedUp', data }]);
  });
});
