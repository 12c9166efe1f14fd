import type { Context } from '#libs/eventing/commands/decider.js';
import { specFor } from '#libs/eventing/testing/decider-spec.js';
import { person } from './person.decider.js';
import type { Role } from './roles.js';

const { given } = specFor(person);

const id = '5f2b1c0e-8f65-4a7e-9d5a-0c4d3c0f7a11';
const as = (role: Role, actor = 'somebody'): Context => ({
  actor,
  role,
  roles: [role],
  school: '900001',
  now: '2026-09-10T09:00:00.000Z',
  get policy(): never {
    throw new Error('who is appointed to what does not hang on the policy');
  },
});
const [office, head, chair, dsl] = [as('officeManager'), as('headteacher'), as('chairOfGovernors'), as('dsl')];
const by = { actor: 'office', role: 'officeManager', at: '2026-09-01T09:00:00.000Z' } as const;

const name = 'Zebedee Quill';
const recorded = { type: 'PersonRecorded', data: { person: id, name, kind: 'staff' }, by } as const;
const pupil = { ...recorded, data: { ...recorded.data, kind: 'pupil', yearGroup: 'year4' } } as const;
const left = { type: 'PersonLeft', data: { on: '2026-08-31' }, by } as const;
const dslSince = { type: 'RoleAssigned', data: { role: 'dsl', from: '2026-09-01' }, by } as const;
const dslUntil = { ...dslSince, data: { ...dslSince.data, until: '2026-12-31' } } as const;
const address = 'z.quill@school.example';
const reachable = { type: 'EmailAddressSet', data: { person: id, address }, by } as const;

describe('SL12: whom the school knows, accurate and corrected', () => {
  it('a pupil is recorded with a year group, anybody else without one', () => {
    given([])
      .when('RecordPerson', { person: id, name, kind: 'pupil', yearGroup: 'year4' }, office)
      .then([{ type: 'PersonRecorded', data: pupil.data }]);
    given([])
      .when('RecordPerson', { person: id, name, kind: 'staff' }, office)
      .then([{ type: 'PersonRecorded', data: recorded.data }]);
    given([])
      .when('RecordPerson', { person: id, name, kind: 'pupil' }, office)
      .thenRejected('YEAR_GROUP_MISSING', 'SL12');
    given([])
      .when('RecordPerson', { person: id, name, kind: 'governor', yearGroup: 'year4' }, office)
      .thenRejected('NOT_A_PUPIL', 'SL12');
  });

  it('nobody is recorded twice, and nothing is told of somebody who is not recorded', () => {
    given([recorded])
      .when('RecordPerson', { person: id, name, kind: 'staff' }, office)
      .thenRejected('ALREADY_EXISTS', 'SL12');
    given([]).when('RenamePerson', { person: id, name }, office).thenRejected('NOT_FOUND');
  });

  it('a name is corrected', () => {
    given([recorded])
      .when('RenamePerson', { person: id, name: 'Zebedee Quince' }, office)
      .then([{ type: 'PersonRenamed', data: { person: id, name: 'Zebedee Quince' } }]);
  });

  it('a pupil changes the year group; the same one again changes nothing', () => {
    const from = '2026-09-01';
    given([pupil])
      .when('ChangeYearGroup', { person: id, yearGroup: 'year5', from }, office)
      .then([{ type: 'YearGroupChanged', data: { yearGroup: 'year5', from } }]);
    given([pupil]).when('ChangeYearGroup', { person: id, yearGroup: 'year4', from }, office).then([]);
    given([recorded])
      .when('ChangeYearGroup', { person: id, yearGroup: 'year4', from }, office)
      .thenRejected('NOT_A_PUPIL', 'SL12');
  });

  it('who has left comes to no further duty, and may come back', () => {
    given([recorded, left])
      .when('AssignRole', { person: id, role: 'dsl', from: '2026-09-01' }, office)
      .thenRejected('WRONG_STATE', 'SL12');
    given([recorded, left])
      .when('RecordReturn', { person: id, on: '2027-01-05' }, office)
      .then([{ type: 'PersonReturned', data: { on: '2027-01-05' } }]);
    given([recorded])
      .when('RecordReturn', { person: id, on: '2027-01-05' }, office)
      .thenRejected('WRONG_STATE', 'SL12');
  });

  it('an address is set and removed by the person, the head or the office, and by nobody else', () => {
    const own = as('teacher', id);
    for (const who of [own, head, office]) {
      given([recorded])
        .when('SetEmailAddress', { person: id, address }, who)
        .then([{ type: 'EmailAddressSet', data: reachable.data }]);
      given([recorded, reachable])
        .when('RemoveEmailAddress', { person: id }, who)
        .then([{ type: 'EmailAddressRemoved', data: {} }]);
    }
    given([recorded])
      .when('SetEmailAddress', { person: id, address }, as('teacher'))
      .thenRejected('NOT_YOUR_ROLE', 'SL12');
    given([recorded, reachable]).when('RemoveEmailAddress', { person: id }, dsl).thenRejected('NOT_YOUR_ROLE', 'SL12');
    given([recorded, reachable]).when('SetEmailAddress', { person: id, address }, own).then([]);
    given([recorded]).when('RemoveEmailAddress', { person: id }, own).then([]);
  });
});

describe('SL2, SW5: roles have a start and may have an end', () => {
  it('a role is assigned from a day on, perhaps until a day', () => {
    given([recorded])
      .when('AssignRole', { person: id, ...dslSince.data }, head)
      .then([{ type: 'RoleAssigned', data: dslSince.data }]);
    given([recorded])
      .when('AssignRole', { person: id, ...dslUntil.data }, office)
      .then([{ type: 'RoleAssigned', data: dslUntil.data }]);
    given([recorded])
      .when('AssignRole', { person: id, role: 'dsl', from: '2026-09-02', until: '2026-09-01' }, head)
      .thenRejected('END_DATE_NOT_LATER', 'D23');
  });

  it('the same role is not held twice on one day; one holding may follow the other', () => {
    given([recorded, dslUntil])
      .when('AssignRole', { person: id, role: 'dsl', from: '2026-12-31' }, head)
      .thenRejected('ROLE_ALREADY_HELD', 'D23');
    given([recorded, dslUntil])
      .when('AssignRole', { person: id, role: 'dsl', from: '2027-01-01' }, head)
      .then([{ type: 'RoleAssigned', data: { role: 'dsl', from: '2027-01-01' } }]);
    given([recorded, dslUntil])
      .when('AssignRole', { person: id, role: 'onlineSafetyLead', from: '2026-10-01' }, head)
      .then([{ type: 'RoleAssigned', data: { role: 'onlineSafetyLead', from: '2026-10-01' } }]);
  });

  it('a pupil is appointed to nothing', () => {
    given([pupil])
      .when('AssignRole', { person: id, role: 'technician', from: '2026-09-01' }, head)
      .thenRejected('PUPIL_HOLDS_NO_ROLE', 'SL2');
  });

  it.each(['governor', 'onlineSafetyGovernor', 'chairOfGovernors', 'headteacher'] as const)(
    'D6: the governing body appoints the %s, the headteacher does not',
    (role) => {
      const appointment = { person: id, role, from: '2026-09-01' };
      given([recorded]).when('AssignRole', appointment, head).thenRejected('NOT_YOUR_ROLE', 'SL2');
      given([recorded])
        .when('AssignRole', appointment, chair)
        .then([{ type: 'RoleAssigned', data: { role, from: '2026-09-01' } }]);
    },
  );

  it.each(['dsl', 'onlineSafetyLead', 'seniorLeader', 'networkManager'] as const)(
    'the headteacher appoints the %s, the chair of governors does not',
    (role) => {
      const appointment = { person: id, role, from: '2026-09-01' };
      given([recorded]).when('AssignRole', appointment, chair).thenRejected('NOT_YOUR_ROLE', 'SL2');
      given([recorded])
        .when('AssignRole', appointment, head)
        .then([{ type: 'RoleAssigned', data: { role, from: '2026-09-01' } }]);
    },
  );

  it('an appointment ends, or was never taken up; what has ended does not end again later', () => {
    const end = (from: string, until: string) => ({ person: id, role: 'dsl' as const, from, until });
    given([recorded, dslSince])
      .when('EndRole', end('2026-09-01', '2026-10-15'), head)
      .then([{ type: 'RoleEnded', data: { role: 'dsl', from: '2026-09-01', until: '2026-10-15' } }]);
    const takenBack = {
      type: 'RoleEnded',
      data: { role: 'dsl', from: '2026-09-01', until: '2026-08-31' },
      by,
    } as const;
    given([recorded, dslSince, takenBack])
      .when('AssignRole', { person: id, role: 'dsl', from: '2026-09-01' }, head)
      .then([{ type: 'RoleAssigned', data: dslSince.data }]);
    given([recorded, dslUntil]).when('EndRole', end('2026-09-01', '2027-01-15'), head).thenRejected('ROLE_NOT_HELD');
    given([recorded, dslSince]).when('EndRole', end('2026-09-02', '2027-01-15'), head).thenRejected('ROLE_NOT_HELD');
    given([recorded, dslSince])
      .when('EndRole', end('2026-09-01', '2026-10-15'), chair)
      .thenRejected('NOT_YOUR_ROLE', 'SL2');
  });

  it('D23: with a leaver end the appointments that would go on, so that the gap shows', () => {
    const later = { type: 'RoleAssigned', data: { role: 'technician', from: '2027-01-01' }, by } as const;
    given([recorded, dslSince, later])
      .when('RecordLeaver', { person: id, on: '2026-10-31' }, office)
      .then([
        { type: 'RoleEnded', data: { role: 'dsl', from: '2026-09-01', until: '2026-10-31' } },
        { type: 'RoleEnded', data: { role: 'technician', from: '2027-01-01', until: '2026-12-31' } },
        { type: 'PersonLeft', data: { on: '2026-10-31' } },
      ]);
  });
});
