import pg from 'pg';

const timestamptz: number = pg.types.builtins.TIMESTAMPTZ;
const usual = pg.types.getTypeParser(timestamptz) as (text: string) => Date;

/** A list of 50 has hundreds of moments, and `pg` takes each apart by an expression for any moment there can be. */
export function momentOf(text: string): Date {
  const usualForm = text[0] !== '0' && text[4] === '-' && text.length >= 22 && text.endsWith('+00');
  if (!usualForm) return usual(text);
  const ms = text.length === 22 ? 0 : Number(`${text.slice(20, -3)}00`.slice(0, 3));
  const year = number(text, 0) * 100 + number(text, 2);
  const day = Date.UTC(year, number(text, 5) - 1, number(text, 8));
  return new Date(day + ((number(text, 11) * 60 + number(text, 14)) * 60 + number(text, 17)) * 1000 + ms);
}

/** Two digits. */
const number = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

type Parser = (text: string) => unknown;

/** How the API reads what PostgreSQL sends. */
export const types = {
  getTypeParser: (oid: number, format: 'text' = 'text'): Parser =>
    oid === timestamptz ? momentOf : (pg.types.getTypeParser(oid, format) as Parser),
};
