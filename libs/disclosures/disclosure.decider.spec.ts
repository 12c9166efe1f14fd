import { specFor } from '#libs/eventing/testing/decider-spec.js';
import type { Context } from '#libs/eventing/commands/decider.js';
import { disclosure } from './disclosure.decider.js';

const { given } = specFor(disclosure);
const dsl: Context = {
  actor: 'ann',
  role: 'dsl',
  roles: ['dsl'],
  school: '900001',
  now: '2026-03-12T09:00:00.000Z',
  get policy(): never {
    throw new Error('a reading asks no policy');
  },
};
const sha = 'ab'.repeat(32);
const taken = {
  of: 'person',
  subject: '5b2c1f0e-6a57-4c1d-9a3e-0d6b7f1c2a01',
  format: 'pdf',
  staffNames: 'leftOut',
  thirdParties: 'shown',
  encrypted: true,
  position: '1204',
  contentSha256: sha,
  fileSha256: sha,
} as const;
const searched = { words: 'class chat', found: 2 };

describe('D37: a reading of records about people is on record', () => {
  it('says what was taken, with which options, and the hash of what went out', () => {
    given([])
      .when('RecordChronologyTaken', taken, dsl)
      .then([{ type: 'ChronologyTaken', data: taken }]);
    given([])
      .when('RecordChronologyTaken', { ...taken, from: '2026-01-01', to: '2026-03-31' }, dsl)
      .then([{ type: 'ChronologyTaken', data: { ...taken, from: '2026-01-01', to: '2026-03-31' } }]);
  });

  it('says what was searched for, and how much was found', () => {
    given([])
      .when('RecordIncidentsSearched', searched, dsl)
      .then([{ type: 'IncidentsSearched', data: searched }]);
  });

  it('is one record for each reading', () => {
    const by = { actor: 'ann', role: 'dsl', at: dsl.now } as const;
    const past = [{ type: 'IncidentsSearched', data: searched, by } as const];
    given(past).when('RecordIncidentsSearched', searched, dsl).thenRejected('ALREADY_EXISTS', 'D37');
    given(past).when('RecordChronologyTaken', taken, dsl).thenRejected('ALREADY_EXISTS', 'D37');
  });
});
