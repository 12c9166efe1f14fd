import { schools, startDaybook, type Daybook } from '../support/daybook.js';

let daybook: Daybook;
beforeAll(async () => {
  daybook = await startDaybook();
});
afterAll(() => daybook.stop());

const day = `query ($on: String!, $after: String) {
  dayAtSchool(on: $on, after: $after) { day kind isWorkingDay isSchoolDay termsFrom bankHolidaysFrom workEndsAt }
}`;
const autumn = { name: 'Autumn', from: '2026-09-02', to: '2026-10-23' };

it('a school that has set no terms is answered from bank holidays and weekends, and told so', async () => {
  const teacher = await daybook.as('teacher', { school: schools.stokesWood });
  expect((await teacher.query(day, { on: '2026-10-26' })).data).toEqual({
    dayAtSchool: {
      day: '2026-10-26',
      kind: 'schoolDay',
      isWorkingDay: true,
      isSchoolDay: true,
      termsFrom: 'bankHolidaysAndWeekends',
      bankHolidaysFrom: 'writtenDown',
      workEndsAt: '2026-10-26T17:00:00.000Z',
    },
  });
  const { data } = await teacher.query(
    '{ schoolCalendar { id } workingDay(from: "2026-12-24", days: 1) { day kind bankHolidaysFrom } }',
  );
  expect(data).toEqual({
    schoolCalendar: null,
    workingDay: { day: '2026-12-29', kind: 'schoolDay', bankHolidaysFrom: 'writtenDown' },
  });
});

it('the office manager sets the terms; from then on holidays and INSET days are known', async () => {
  const [office, teacher] = await Promise.all([daybook.as('officeManager'), daybook.as('teacher')]);
  const { id, position: after } = await office.does('setTerms', {
    year: 2026,
    terms: [autumn],
    insetDays: ['2026-09-02'],
  });
  expect(id).toBe(schools.stLevan);
  for (const [on, kind] of [
    ['2026-10-26', 'schoolHoliday'],
    ['2026-09-02', 'insetDay'],
    ['2026-09-03', 'schoolDay'],
  ])
    expect((await teacher.query(day, { on, after })).data).toMatchObject({
      dayAtSchool: { kind, termsFrom: 'school' },
    });
  expect((await teacher.query('{ schoolCalendar { years { year terms { name } insetDays setBy } } }')).data).toEqual({
    schoolCalendar: {
      years: [{ year: 2026, terms: [{ name: 'Autumn' }], insetDays: ['2026-09-02'], setBy: office.actor }],
    },
  });
});

it('refuses what is no term, with its rule, and a teacher who would set one', async () => {
  const [head, teacher] = await Promise.all([daybook.as('headteacher'), daybook.as('teacher')]);
  const terms = [{ ...autumn, from: '2026-08-31' }];
  expect(await head.isRefused('setTerms', { year: 2026, terms })).toEqual({
    code: 'OUTSIDE_SCHOOL_YEAR',
    clause: 'D7',
  });
  expect(await head.isRefused('setTerms', { year: 2026, terms: [{ ...autumn, to: '2026-02-30' }] })).toMatchObject({
    code: 'BAD_USER_INPUT',
  });
  expect(await teacher.isRefused('setTerms', { year: 2026, terms: [autumn] })).toMatchObject({ code: 'FORBIDDEN' });
});
