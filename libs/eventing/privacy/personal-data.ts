import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { PersonalPath } from '../schemas/event-schemas.js';

/** What a reader sees in place of a text whose subject's key was destroyed. */
export const erased = '[erased]';

/** A personal text as it stands in the store: the subject whose key opens it, and AES-256-GCM `iv | tag | ciphertext`. */
interface Sealed {
  readonly $sealed: { readonly subject: string; readonly box: string };
}

function isSealed(value: unknown): value is Sealed {
  if (typeof value !== 'object' || value === null || !('$sealed' in value)) return false;
  const { subject, box } = (value.$sealed ?? {}) as Partial<Record<keyof Sealed['$sealed'], unknown>>;
  return typeof subject === 'string' && typeof box === 'string';
}

const ivBytes = 12;
const tagBytes = 16;

/** Encrypts under `key`; `context` is bound to the result, so that it cannot be moved to another place. */
export function seal(key: Buffer, text: string | Buffer, context: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([
    typeof text === 'string' ? cipher.update(text, 'utf8') : cipher.update(text),
    cipher.final(),
  ]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

/** Opens what `seal` made; throws if key, context or a single bit differ. */
export function open(key: Buffer, box: Buffer, context: string): Buffer {
  // Without the length, a tag cut down to four bytes would do as well.
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, ivBytes), { authTagLength: tagBytes }).setAAD(
    Buffer.from(context),
  );
  decipher.setAuthTag(box.subarray(ivBytes, ivBytes + tagBytes));
  const plain = decipher.update(box.subarray(ivBytes + tagBytes));
  // GCM gives everything at once; the end only checks that nothing was changed.
  decipher.final();
  return plain;
}

type Fields = Record<string, unknown>;
type Replace = (value: unknown, siblings: Fields, subject: string, place: string) => unknown;

/** Where an object or list has personal fields: all paths of an event's shape in one, so that it is walked once. */
interface Marks {
  readonly subject?: string;
  readonly fields: ReadonlyMap<string, Marks>;
  readonly each?: Marks | undefined;
}

const marksByPaths = new WeakMap<readonly PersonalPath[], Marks>();

function marksOf(paths: readonly PersonalPath[]): Marks {
  const known = marksByPaths.get(paths);
  if (known) return known;
  const marks = marksBelow(paths, 0);
  marksByPaths.set(paths, marks);
  return marks;
}

function marksBelow(paths: readonly PersonalPath[], depth: number): Marks {
  const here = paths.find(({ path }) => path.length === depth);
  const heads = new Set(paths.flatMap(({ path }) => path[depth] ?? []));
  const below = (head: string): Marks =>
    marksBelow(
      paths.filter(({ path }) => path[depth] === head),
      depth + 1,
    );
  return {
    ...(here && { subject: here.subject }),
    ...(heads.delete('*') && { each: below('*') }),
    fields: new Map([...heads].map((head) => [head, below(head)])),
  };
}

/** Replaces the marked values: a copy, down to them. `siblings` are the fields beside the last named one. */
function replaceMarked(node: unknown, marks: Marks, siblings: Fields, place: string, replace: Replace): unknown {
  if (node === undefined || node === null) return node;
  const { subject, fields, each } = marks;
  if (subject !== undefined) return replace(node, siblings, subject, place);
  if (Array.isArray(node)) {
    if (!each) return node;
    return node.map((item, index) => replaceMarked(item, each, siblings, `${place}.${index}`, replace));
  }
  if (typeof node !== 'object') return node;
  const own = node as Fields;
  const copy = { ...own };
  for (const [name, below] of fields) {
    if (own[name] !== undefined) copy[name] = replaceMarked(own[name], below, own, `${place}.${name}`, replace);
  }
  return copy;
}

const replaceAll = (data: unknown, paths: readonly PersonalPath[], place: string, replace: Replace): unknown =>
  paths.length === 0 ? data : replaceMarked(data, marksOf(paths), {}, place, replace);

/** Calls `see` for each marked value. */
function seeMarked(node: unknown, { subject, fields, each }: Marks, see: (value: unknown) => void): void {
  if (node === undefined || node === null) return;
  if (subject !== undefined) see(node);
  else if (!Array.isArray(node)) for (const [name, below] of fields) seeMarked((node as Fields)[name], below, see);
  else if (each) for (const item of node) seeMarked(item, each, see);
}

/** The key name of a mark: the record's own, or that of the person named in the sibling field. */
function subjectKey(subject: string, siblings: Fields, record: string): string {
  if (subject === 'record') return record;
  const person = siblings[subject];
  if (typeof person !== 'string') throw new Error(`a personal field names '${subject}', which holds no id`);
  return `person:${person}`;
}

/** The subjects whose keys are needed to seal `data`. */
export function subjectsToSeal(data: unknown, paths: readonly PersonalPath[], record: string): string[] {
  const subjects = new Set<string>();
  replaceAll(data, paths, '', (value, siblings, subject) => {
    subjects.add(subjectKey(subject, siblings, record));
    return value;
  });
  return [...subjects];
}

/** The subjects whose keys are needed to open stored `data`. */
export function subjectsToOpen(data: unknown, paths: readonly PersonalPath[]): string[] {
  const subjects = new Set<string>();
  seeMarked(data, marksOf(paths), (value) => {
    if (isSealed(value)) subjects.add(value.$sealed.subject);
  });
  return [...subjects];
}

/** Replaces every personal text by its sealed form. `place` (stream and type) is bound into each. */
export function sealPersonal(
  data: unknown,
  paths: readonly PersonalPath[],
  record: string,
  place: string,
  keys: ReadonlyMap<string, Buffer | null>,
): unknown {
  return replaceAll(data, paths, place, (value, siblings, mark, here): Sealed => {
    const subject = subjectKey(mark, siblings, record);
    const key = keys.get(subject);
    if (!key) throw new Error(`no key for a personal field at ${here}`);
    return { $sealed: { subject, box: seal(key, String(value), `${here}|${subject}`).toString('base64') } };
  });
}

/** Replaces every sealed text by the plain one, or by `[erased]` where the subject's key was destroyed. */
export function openPersonal(
  data: unknown,
  paths: readonly PersonalPath[],
  place: string,
  keys: ReadonlyMap<string, Buffer | null>,
): unknown {
  return replaceAll(data, paths, place, (value, _siblings, _mark, here) => {
    if (!isSealed(value)) throw new Error(`a personal field at ${here} is not encrypted`);
    const { subject, box } = value.$sealed;
    const key = keys.get(subject);
    // A destroyed key is on record as destroyed; one that nobody knows is a fault, not an erasure.
    if (key === undefined) throw new Error(`the key of a personal field at ${here} is missing`);
    return key ? open(key, Buffer.from(box, 'base64'), `${here}|${subject}`).toString('utf8') : erased;
  });
}
