import { csvLine } from './csv.js';

describe('a CSV file for governors', () => {
  it.each([
    ['=HYPERLINK("https://x.example")', `"'=HYPERLINK(""https://x.example"")"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =1+1', `"'  =1+1"`],
    ['\t=1', `"'\t'=1"`],
    ['\r\n=1', `"'\r\n'=1"`],
    ['＝1', `"'＝1"`],
  ])('runs nothing in a spreadsheet: %j', (cell, written) => {
    expect(csvLine([cell])).toBe(`${written}\r\n`);
  });

  it.each([
    ['parted at semicolons', ';'],
    ['parted at tabs', '\t'],
    ['parted at bars', '|'],
    ['parted at commas', ','],
  ])('runs nothing where lines are %s', (_, separator) => {
    const hostile = [
      `x${separator}=1+1`,
      `x${separator} "+1`,
      `x"${separator}@SUM(A1)`,
      `x\r\n-1`,
      `x${separator}\n＝1`,
    ];
    const line = csvLine(['id', ...hostile]);
    // As a program reads it that knows another sign, and so sees no quotation marks but at the begin of a line.
    const cells = line.split(/\r\n|\n/).flatMap((part) => part.split(separator));
    expect(cells.filter((cell) => /^["\s]*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
  });

  it('leaves alone what no spreadsheet would run', () => {
    expect(csvLine(['2026-03-12; a-b, c=d', 'x | y'])).toBe('"2026-03-12; a-b, c=d","x | y"\r\n');
  });

  it('quotes every cell, and writes nothing for what is not there', () => {
    expect(csvLine(['a "b", c', true, null, new Date('2026-03-12T10:15:00Z')])).toBe(
      '"a ""b"", c","true","","2026-03-12T10:15:00.000Z"\r\n',
    );
  });
});
