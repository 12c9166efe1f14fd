import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { controllers, resolvers } from '../apps/api/resolvers-and-controllers.js';
import type { RecordKind } from '../libs/eventing/commands/record-kind.js';
import { recordKinds } from '../libs/record-kinds.js';
import { projections } from '../projections/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const onDisk = (folder: string, name: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file) && !file.endsWith('spec.ts'))
    .map((file) => `${folder}/${file}`)
    .sort();
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const exportsOf = async (file: string): Promise<Record<string, unknown>> =>
  (await import(pathToFileURL(join(root, file)).href)) as Record<string, unknown>;
const areaOf = (file: string): string => file.split('/').at(-2)!;
const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** An area is a folder of `libs` that has to do with a school. */
const machinery = ['eventing', 'observability', 'postgres', 'printing', 'processes', 'statistics'];
const areas = readdirSync(join(root, 'libs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !machinery.includes(entry.name))
  .map(({ name }) => name);
/** What the API tells of Daybook itself. */
const ofNoArea = ['http', 'operations'];

const kindFiles = onDisk('libs', /\.kind\.ts$/);

describe('a kind of record', () => {
  it.each(kindFiles)('%s is in libs/record-kinds.ts, under the name of its file', async (file) => {
    const name = `${camelCase(basename(file, '.kind.ts'))}Kind`;
    const kind = (await exportsOf(file))[name];
    expect({ [name]: typeof kind }).toEqual({ [name]: 'object' });
    expect({ [name]: recordKinds.includes(kind as RecordKind) ? 'registered' : 'missing' }).toEqual({
      [name]: 'registered',
    });
  });

  it.each(onDisk('libs', /\.decider\.ts$/))('%s has its kind beside it', (file) => {
    expect(kindFiles).toContain(file.replace('.decider.ts', '.kind.ts'));
  });

  it('has events of its own, and no events are without a kind', async () => {
    const files = onDisk('libs', /\.events\.ts$/);
    const categories = (await Promise.all(files.map(exportsOf))).flatMap((exported) =>
      Object.entries(exported).flatMap(([name, value]) =>
        typeof value === 'object' && value !== null && 'category' in value && 'types' in value ? [{ name, value }] : [],
      ),
    );
    const registered: readonly unknown[] = recordKinds.map(({ events }) => events);
    expect(categories.length).toBeGreaterThan(30);
    expect(categories.filter(({ value }) => !registered.includes(value)).map(({ name }) => name)).toEqual([]);
    const names = recordKinds.map(({ events }) => events.category);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

/** The classes of a file that are commands, or their parts: whatever stands in a file of commands. */
function classesIn(file: string): ts.ClassDeclaration[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  return source.statements.filter((statement): statement is ts.ClassDeclaration => ts.isClassDeclaration(statement));
}
const nameOf = (node: ts.ClassDeclaration | ts.PropertyDeclaration): string => node.name?.getText() ?? '';
const isAbstract = (node: ts.HasModifiers): boolean =>
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;

describe('a command', () => {
  const files = onDisk('libs', /\.(commands|kind)\.ts$/);
  const handled = new Set([
    ...recordKinds.flatMap(({ commands }) => Object.keys(commands)),
    ...[...onDisk('libs', /\.handlers?\.ts$/), ...onDisk('apps', /\.handlers?\.ts$/)].flatMap((file) =>
      [...textOf(file).matchAll(/^@CommandHandler\((\w+)\)/gm)].map(([, command]) => command!),
    ),
  ]);

  it.each(files)('of %s has somebody who carries it out: its kind, or a handler', (file) => {
    const commands = classesIn(file).filter(
      (declared) =>
        !isAbstract(declared) && /extends (?!OmitType)/.test(declared.heritageClauses?.[0]?.getText() ?? ''),
    );
    const names = commands.map(nameOf).filter((name) => !/(Input|Args)$/.test(name));
    // Decided by the kind that it is sent to, of two that take it, by whoever sends it.
    const sentToTwoKinds = ['NoteOverlaps'];
    expect(names.filter((name) => !handled.has(name) && !sentToTwoKinds.includes(name))).toEqual([]);
  });

  it.each(onDisk('libs', /\.(commands|handler|kind)\.ts$/))('of %s has a rule for every field', (file) => {
    const unruled = classesIn(file)
      .filter((declared) => /(Command|Input)\b|InputType/.test(declared.getText().split('{\n')[0]!))
      .flatMap((declared) =>
        declared.members.flatMap((member) =>
          ts.isPropertyDeclaration(member) && !isAbstract(member) && !ts.getDecorators(member)?.length
            ? [`${nameOf(declared)}.${nameOf(member)}`]
            : [],
        ),
      );
    expect(unruled).toEqual([]);
  });
});

describe('a resolver or controller', () => {
  const found = onDisk('apps/api', /\.ts$/).filter((file) => /^@(Resolver|Controller)\(/m.test(textOf(file)));

  it.each(found)('%s has the name of its class, stands in the folder of an area, and is registered', async (file) => {
    const [, name = '', kind = ''] = /^(.+)\.(resolver|controller)\.ts$/.exec(basename(file)) ?? [];
    const className = capitalised(camelCase(`${name}-${kind}`));
    const exported = (await exportsOf(file))[className] as (typeof resolvers)[number];
    expect({ [file]: className }).toEqual({ [file]: exported.name });
    expect([...areas, ...ofNoArea]).toContain(areaOf(file));
    const registered = kind === 'resolver' ? resolvers : controllers;
    expect({ [className]: (registered as unknown[]).includes(exported) }).toEqual({ [className]: true });
  });
});

describe('a projection', () => {
  const found = onDisk('projections', /\.ts$/).filter((file) => /= projection[(<]/.test(textOf(file)));

  it.each(found)('%s stands in the folder of an area, and is registered', async (file) => {
    expect(areas).toContain(areaOf(file));
    const names = [...textOf(file).matchAll(/^(?:export )?const (\w+)(?:: [^=]+)? = projection[(<]/gm)].map(
      ([, name]) => name!,
    );
    const exported = await exportsOf(file);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !projections.includes(exported[name] as (typeof projections)[number]))).toEqual([]);
  });
});

it('the lists that follow from what is on disk are up to date', () => {
  const writer = join(root, 'schema/write-lists.mjs');
  expect(existsSync(writer)).toBe(true);
  execFileSync(process.execPath, [writer, '--check'], { stdio: 'pipe' });
});
