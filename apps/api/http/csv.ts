type Cell = string | boolean | Date | null;

/** A cell that begins so is run as a formula by a spreadsheet, also after blanks and in full-width characters. */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;
/**
 * Where the decimal sign is a comma, a spreadsheet parts cells at semicolons, others at tabs or bars: only the first cell of
 * such a line begins with a quotation mark, so all the others are cut wherever their text has that sign.
 */
const formulaAfterSeparator = /([;,|\t\r\n]["\s]*)(?=[=+\-@＝＋－＠])/g;

function cellOf(value: Cell): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '');
  const inside = text.replace(formulaAfterSeparator, "$1'");
  return `"${(formula.test(inside) ? `'${inside}` : inside).replaceAll('"', '""')}"`;
}

/** One line of a CSV file: every cell quoted, and none that a spreadsheet would run. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(',')}\r\n`;
