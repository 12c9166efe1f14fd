import { optionsOf } from './options.js';
import { jsonLine, table, type Row } from './report.js';

const row: Row = { id: 'P1', what: 'append', ratio: 3.14159, target: { most: 3 }, ours: '3 us', other: 'disk 1 us' };

describe('the bench', () => {
  it('measures every row five times and prints a table unless told otherwise', () => {
    const options = optionsOf(['eventserver']);
    expect(options).toMatchObject({ suite: 'eventserver', rounds: 5, json: false, quick: false, against: undefined });
    expect(options.wants('P1')).toBe(true);
  });

  it('takes the rows, rounds, lengths and the other server it is told', () => {
    const url = 'esdb://127.0.0.1:2113?tls=false';
    const asked = ['eventserver', '--only', 'P1,P4', '--rounds', '2', '--against', url, '--events', '10,20', '--json'];
    const options = optionsOf(asked);
    expect(options).toMatchObject({ rounds: 2, json: true, against: url, events: [10, 20] });
    expect(['P1', 'P2', 'P4'].map((id) => options.wants(id))).toEqual([true, false, true]);
  });

  it.each([
    ['--rounds', '0'],
    ['--rounds', 'many'],
    ['--events', '10,,20'],
    ['--nonsense', ''],
  ])('refuses %s %s', (...given) => {
    expect(() => optionsOf(['eventserver', ...given])).toThrow();
  });

  it('says in one line of JSON whether a target is met, and nothing of it where there is none', () => {
    expect(JSON.parse(jsonLine(row))).toEqual({ ...row, target: '<= 3', met: false });
    expect(JSON.parse(jsonLine({ ...row, target: { least: 3 } }))).toMatchObject({ target: '>= 3', met: true });
    const plain: Row = { id: 'P2', what: 'appends', ratio: 0.5, ours: '1/s', other: '2/s' };
    expect(JSON.parse(jsonLine(plain))).toEqual(plain);
  });

  it('prints the same as a table', () => {
    expect(table([row]).split('\n').at(-1)).toMatch(
      /^\| P1 +\| append +\| 3\.14 +\| <= 3 +\| no +\| 3 us +\| disk 1 us/,
    );
  });
});
