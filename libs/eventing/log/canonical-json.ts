/**
 * A JSON value as RFC 8785 writes it: the same bytes, whoever writes it and in whatever order its fields came. Our own
 * few lines, because seals rest on them for ever: no update of a library may change a byte.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${text}]`;
  }
  const fields = value as Record<string, unknown>;
  // By UTF-16 code units, as the RFC asks and `sort` does by itself.
  for (const name of Object.keys(fields).sort()) {
    const field = fields[name];
    if (field !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}

const mostKept = 1_000;
const kept = new Map<string, string>();

/** The names of fields are few and come with every event. */
function quoted(name: string): string {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  if (kept.size < mostKept && name.length <= 40) kept.set(name, text);
  return text;
}
