/**
 * Writes the lists that follow from what is on disk: an area adds a file, and no list by hand. They are plain TypeScript,
 * so that a compiler or a bundler sees all of it. With `--check` it only tells whether they are up to date.
 * It runs before anything is compiled, and therefore is plain JavaScript.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const lists = [
  {
    file: 'apps/api/resolvers-and-controllers.ts',
    folder: 'apps/api',
    imports: [],
    arrays: [
      {
        doc: 'Every resolver: the whole of the GraphQL schema.',
        name: 'resolvers',
        found: /^@Resolver\(.*\n(?:@.*\n)*export class (\w+)/gm,
      },
      { doc: 'Every plain route.', name: 'controllers', found: /^@Controller\(.*\n(?:@.*\n)*export class (\w+)/gm },
    ],
  },
  {
    file: 'projections/index.ts',
    folder: 'projections',
    imports: ["import type { Projection } from '#libs/eventing/read-models/projection.js';"],
    arrays: [
      {
        doc: 'Every read model. The projector keeps them; an audit rebuilds and compares them.',
        name: 'projections',
        type: 'readonly Projection[]',
        found: /^export const (\w+) = projection[(<]/gm,
      },
    ],
  },
  {
    file: 'apps/worker/reactions.ts',
    folder: 'apps/worker',
    imports: [
      "import type { DeadlineRule } from './deadlines/due-when.js';",
      "import type { FollowRule } from './follow-ups/follows.js';",
    ],
    arrays: [
      {
        doc: 'At which moments the system acts by itself, as the states of records say.',
        name: 'deadlineRules',
        type: 'readonly DeadlineRule[]',
        found: /^export const (\w+) = dueWhen(?:Each)?[(<]/gm,
      },
      {
        doc: 'What the system does by itself at once when something has been recorded.',
        name: 'followRules',
        type: 'readonly FollowRule[]',
        found: /^export const (\w+) = follows[(<]/gm,
      },
    ],
  },
];

/** As Prettier writes it. */
function importOf(names, file) {
  const from = `from './${file.replace(/\.ts$/, '.js')}';`;
  const line = `import { ${names.join(', ')} } ${from}`;
  return line.length <= 120 ? line : `import {\n${names.map((name) => `  ${name},\n`).join('')}} ${from}`;
}

function listOf({ folder, imports, arrays }) {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/.*\.ts$/.test(file) && !/\bspec\.ts$/.test(file))
    .sort();
  const found = files.flatMap((file) => {
    const text = readFileSync(join(root, folder, file), 'utf8');
    const ofArrays = arrays.map((array) => [array.name, [...text.matchAll(array.found)].map(([, name]) => name)]);
    return ofArrays.map(([array, names]) => ({ file, array, names }));
  });
  const lines = found
    .filter(({ names }) => names.length > 0)
    .map(({ file, names }) => importOf(names, file));
  const bodies = arrays.map(({ doc, name, type }) => {
    const entries = found.filter(({ array }) => array === name).flatMap(({ names }) => names);
    return `/** ${doc} */\nexport const ${name}${type ? `: ${type}` : ''} = [\n${entries.map((entry) => `  ${entry},\n`).join('')}];\n`;
  });
  return `// Written by \`npm run schema\` from what is on disk. Do not edit.\n${[...imports, ...lines].join('\n')}\n\n${bodies.join('\n')}`;
}

for (const list of lists) {
  const text = listOf(list);
  if (!process.argv.includes('--check')) writeFileSync(join(root, list.file), text);
  else if (readFileSync(join(root, list.file), 'utf8') !== text) {
    console.error(`${list.file} is not up to date: run \`npm run schema\` and commit it`);
    process.exitCode = 1;
  }
}
