type Cell = string | boolean | Date | null;

/** A cell that begins so is run as a formula by a spreadsheet, also after blanks and in full-width characters. */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

function cellOf(value: Cell): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '');
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** One line of a CSV file: every cell quoted, and none that a spreadsheet would run. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellOf).join(',')}\r\n`;
