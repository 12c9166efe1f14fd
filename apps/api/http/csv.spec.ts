import { csvLine } from './csv.js';

describe('a CSV file for governors', () => {
  it.each([
    ['=HYPERLINK("https://x.example")', `"'=HYPERLINK(""https://x.example"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =1+1', `"'  =1+1"`],
    ['\t=1', `"'\t=1"`],
    ['\r\n=1', `"'\r\n=1"`],
    ['＝1', `"'＝1"`],
  ])('runs nothing in a spreadsheet: %j', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });

  it('quotes every cell, and writes nothing for what is not there', () => {
    expect(csvLine(['a "b", c', true, null, new Date('2026-03-12T10:15:00Z')])).toBe(
      '"a ""b"", c","true","","2026-03-12T10:15:00.000Z"\r\n',
    );
  });
});
