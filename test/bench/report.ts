export type Target = { readonly most: number } | { readonly least: number };

/** One line of the result: a ratio of two measurements of one run, and the ratio that is wanted. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly ratio: number;
  /** Left out where the row only explains another one. */
  readonly target?: Target;
  readonly ours: string;
  readonly other: string;
}

const meets = (ratio: number, target: Target): boolean =>
  'most' in target ? ratio <= target.most : ratio >= target.least;

const targetText = (target: Target): string => ('most' in target ? `<= ${target.most}` : `>= ${target.least}`);

export function jsonLine({ target, ...row }: Row): string {
  if (target === undefined) return JSON.stringify(row);
  return JSON.stringify({ ...row, target: targetText(target), met: meets(row.ratio, target) });
}

/** A Markdown table, aligned for a terminal. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ['id', 'what', 'ratio', 'target', 'met', 'measured', 'against'],
    ...rows.map(({ id, what, ratio, target, ours, other }) => [
      id,
      what,
      rounded(ratio),
      target === undefined ? '' : targetText(target),
      target === undefined ? '' : meets(ratio, target) ? 'yes' : 'no',
      ours,
      other,
    ]),
  ];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}

/** Three digits that count. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
