import type { HistoryEntry } from './replay.js';

/** An event as a block of readable lines. */
export function historyText(entry: HistoryEntry): string {
  const { recordedAt, type, school, actor, role, stream, revision, command, policy, data, unreadable } = entry;
  const facts = [
    ['record', `${stream}, revision ${revision}`],
    ['school', school],
    ['who', actor],
    ['role', role],
    ['command', command],
    ['policy', policy ?? 'none in force'],
    ['unreadable', unreadable],
  ] as const;
  return [
    `${printable(recordedAt ?? 'not dated')}  ${printable(type)}`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [line(name.padEnd(9), value ?? 'unknown')])),
    ...dataLines(data, []).map(([name, value]) => line(`${name}:`, value)),
    '',
  ].join('\n');
}

/** `target.kind: url`, one line for every value; the items of a list are numbered from 1. */
function dataLines(value: unknown, path: readonly string[]): (readonly [name: string, value: string])[] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), String(value)]];
  const fields = Object.entries(value);
  if (fields.length === 0 && path.length > 0) return [[path.join('.'), 'none']];
  return fields.flatMap(([name, field]) =>
    dataLines(field, [...path, Array.isArray(value) ? String(Number(name) + 1) : name]),
  );
}

const indent = '  ';

/** Further lines of a text are indented deeper than any fact: no text can pass itself off as a line of the history. */
function line(name: string, value: string): string {
  return `${indent}${printable(name)} ${value
    .split(/\r?\n/)
    .map(printable)
    .join(`\n${indent.repeat(4)}`)}`;
}

/** Control and invisible formatting characters as their codes: a recorded text must not steer the auditor's terminal. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
