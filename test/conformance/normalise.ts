import type { Json } from './wire.js';

/** Makes two runs comparable: the run's prefix, ids, positions and times by their place instead of their value. */
export function normalise(value: Json, prefix: string): Json {
  let text = JSON.stringify(value)
    .replaceAll(prefix, 'S')
    .replace(/\b\d{17,18}\b/g, '<ticks>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, '<time>')
    .replace(/C:(\d+)\/P:(\d+)/g, 'C:@P$1@/P:@P$2@');
  const ids = new Map<string, string>();
  text = text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, (id) => {
    const known = ids.get(id) ?? `id${ids.size + 1}`;
    ids.set(id, known);
    return known;
  });
  const positions = [...new Set([...text.matchAll(/@P(\d+)@/g)].map((match) => BigInt(match[1] ?? '0')))]
    .sort((a, b) => (a < b ? -1 : 1))
    .map(String);
  text = text.replace(/@P(\d+)@/g, (_, position: string) =>
    position === '0' ? '0' : `p${positions.indexOf(position) + 1}`,
  );
  return JSON.parse(text);
}

/** The words of an error may differ: its code, its trailers and what the client makes of it may not. */
const words = new Set(['details', 'message', 'reason']);

export function withoutWords(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, content]) => !(words.has(name) && typeof content === 'string'))
      .map(([name, content]) => [name, withoutWords(content)]),
  );
}
