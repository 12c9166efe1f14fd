import fc from 'fast-check';
import { alertsIn, csvRecords, FaultyFile } from './alert-file.js';

const known = { grades: ['1', '5'], now: '2026-03-12T12:00:00.000Z' };
const names = 'id,occurredAt,grade,kind,content,device,ip,user,person';
const csv = (...lines: string[]): Buffer => Buffer.from([names, ...lines].join('\r\n'));
const faultsOf = (file: Buffer, format: 'csv' | 'json' = 'csv') => {
  try {
    alertsIn(file, format, known);
  } catch (error) {
    if (error instanceof FaultyFile) return error.faults;
    throw error;
  }
  return [];
};

describe('D21: a file of alerts is taken whole or not at all', () => {
  it('reads CSV and JSON to the same alerts', () => {
    const fromCsv = alertsIn(
      csv('a1,2026-03-12T10:00:00+01:00,5,term,"one, ""two""\nthree",,10.0.0.7,,'),
      'csv',
      known,
    );
    expect(fromCsv).toEqual([
      {
        id: 'a1',
        occurredAt: '2026-03-12T09:00:00.000Z',
        grade: '5',
        kind: 'term',
        content: 'one, "two"\nthree',
        ip: '10.0.0.7',
      },
    ]);
    expect(alertsIn(Buffer.from(JSON.stringify({ alerts: fromCsv })), 'json', known)).toEqual(fromCsv);
  });

  it('takes an alert from a clock that is two seconds ahead of ours: it is of now', () => {
    const [alert] = alertsIn(csv('a1,2026-03-12T12:00:02Z,5,term,x,,,,'), 'csv', known);
    expect(alert?.occurredAt).toBe('2026-03-12T12:00:00.000Z');
  });

  it.each([
    ['no moment', 'Zoë,yesterday,5,term,x,,,,', 'row 2.occurredAt'],
    ['a moment to come', 'Zoë,2026-03-12T12:05:01Z,5,term,x,,,,', 'row 2.occurredAt'],
    ['a moment of the year 26', 'Zoë,0026-03-12T10:00:00Z,5,term,x,,,,', 'row 2.occurredAt'],
    ['a moment without minutes', 'Zoë,2026-03-12T10Z,5,term,x,,,,', 'row 2.occurredAt'],
    ['a grade nobody named', 'Zoë,2026-03-12T10:00:00Z,9,term,x,,,,', 'row 2.grade'],
    ['no address of a network', 'Zoë,2026-03-12T10:00:00Z,5,url,x,,10.0.0.999,,', 'row 2.ip'],
    ['no person', 'Zoë,2026-03-12T10:00:00Z,5,url,x,,,,Zoë', 'row 2.person'],
    ['nothing that set it off', 'Zoë,2026-03-12T10:00:00Z,5,url,,,,,', 'row 2.content'],
  ])('names row and rule of %s, and never the value', (_, line, field) => {
    const faults = faultsOf(csv('a1,2026-03-12T10:00:00Z,5,term,x,,,,', line));
    expect(faults.map((fault) => fault.field)).toEqual([field]);
    expect(JSON.stringify(faults)).not.toMatch(/Zoë|999|yesterday/);
  });

  it.each([
    ['no JSON', Buffer.from('Zoë'), 'json'],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x41]), 'csv'],
    ['no CSV', csv('"Zoë'), 'csv'],
    ['empty', csv(), 'csv'],
  ] as const)('refuses what is %s', (_, file, format) => {
    const faults = faultsOf(file, format);
    expect(faults).toHaveLength(1);
    expect(JSON.stringify(faults)).not.toContain('Zoë');
  });

  it('refuses a column that it does not know, without saying its name', () => {
    const faults = faultsOf(Buffer.from(JSON.stringify({ alerts: [{ 'Zoë Pascoe': 1 }] })), 'json');
    expect(faults.length).toBeGreaterThan(0);
    expect(JSON.stringify(faults)).not.toContain('Pascoe');
  });

  it('reads back whatever was written as RFC 4180 has it', () => {
    const cell = fc.string().map((text) => text.replaceAll('\r', ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (records) => {
        const written = records.map((record) => record.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        expect(csvRecords(written.join('\r\n'))).toEqual(records);
      }),
    );
  });
});
