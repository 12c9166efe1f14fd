import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deadlineRules, followRules } from './reactions.js';

const folder = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const rulesFiles = files.filter((file) => /-(deadlines|follow-ups)\.ts$/.test(file));
const specs = files.filter((file) => file.endsWith('-reactions.spec.ts'));

/** What a module exports by itself or in a list, if it is a rule. */
async function rulesOf(file: string): Promise<{ name: string }[]> {
  const exported = Object.values((await import(join(folder, file))) as Record<string, unknown>).flat();
  return exported.filter(
    (one): one is { name: string } =>
      typeof one === 'object' && one !== null && ('deadlines' in one || 'commandsFor' in one),
  );
}

it('there are rules to be found', () => {
  expect(rulesFiles.length).toBeGreaterThan(10);
});

it.each(rulesFiles)('every rule of %s is in the list', async (file) => {
  const listed: readonly unknown[] = [...deadlineRules, ...followRules];
  const rules = await rulesOf(file);
  expect(rules.filter((rule) => !listed.includes(rule)).map(({ name }) => name)).toEqual([]);
  expect(rules).not.toEqual([]);
});

it.each(rulesFiles)('%s has specs for all that it lists', (file) => {
  const list = basename(file, '.ts').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const form = file.endsWith('-deadlines.ts') ? 'specsOfDeadlines' : 'specsOfFollowUps';
  const written = specs.filter((spec) => dirname(spec) === dirname(file));
  expect(written.map((spec) => readFileSync(join(folder, spec), 'utf8')).join()).toContain(`${form}(${list}, {`);
});

it('every name is there once: what is set under it in the tables is its own', () => {
  const names = [...deadlineRules, ...followRules].map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
