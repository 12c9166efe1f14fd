const { transformSync } = require('@swc/core');
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const module_ = require('node:module');
const { join } = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');

const root = pathToFileURL(join(__dirname, '../../'));
const isTypeScript = (url) => url.startsWith('file:') && url.endsWith('.ts');
const options = {
  module: { type: 'es6' },
  sourceMaps: true,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};
/** Of these options and of the compiler: what was compiled otherwise is not found again. */
const recipe = JSON.stringify([options, require('@swc/core/package.json').version]);

let cache;

/** The file's JavaScript and its source map in the cache; compiled at first sight. */
function compiled(url) {
  const source = readFileSync(new URL(url), 'utf8');
  const name = createHash('sha256').update(recipe).update(url).update(source).digest('hex');
  const files = { code: join(cache, `${name}.js`), map: join(cache, `${name}.map`) };
  if (!existsSync(files.code)) {
    const { code, map } = transformSync(source, { ...options, filename: fileURLToPath(url) });
    // Other workers read meanwhile: a file is there whole or not at all, the code last.
    for (const [file, text] of [
      [files.map, map],
      [files.code, code],
    ]) {
      writeFileSync(`${file}.${process.pid}`, text);
      renameSync(`${file}.${process.pid}`, file);
    }
  }
  return files;
}

/** An import as TypeScript reads it: `x.js` is `x.ts`, `#libs/…` is the folder and not what was built from it. */
function resolve(specifier, context, next) {
  const shortCircuit = true;
  if (specifier.startsWith('#'))
    return { url: new URL(specifier.slice(1).replace(/\.js$/, '.ts'), root).href, format: 'module', shortCircuit };
  if (!isTypeScript(context.parentURL ?? '')) return next(specifier, context);
  // Each spec has a `jest` of its own.
  if (specifier === '@jest/globals')
    return {
      url: `data:text/javascript,export const jest = globalThis.jest;//${context.parentURL}`,
      format: 'module',
      shortCircuit,
    };
  if (specifier.startsWith('.') && specifier.endsWith('.js'))
    return { url: new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL).href, format: 'module', shortCircuit };
  return next(specifier, context);
}

function load(url, context, next) {
  if (!isTypeScript(url)) return next(url, context);
  return { format: 'module', source: readFileSync(compiled(url).code, 'utf8'), shortCircuit: true };
}

function initialize(cacheDirectory) {
  cache = join(cacheDirectory, 'typescript');
  mkdirSync(cache, { recursive: true });
}

let understood = false;

/** From here Node imports TypeScript; what was compiled stays in `cacheDirectory`. */
function understandTypeScript(cacheDirectory) {
  if (understood) return;
  understood = true;
  initialize(cacheDirectory);
  if (module_.registerHooks) module_.registerHooks({ resolve, load });
  // Node before 22.15: the hooks run in a thread of their own.
  else module_.register(pathToFileURL(__filename), { data: cacheDirectory });
}

module.exports = {
  initialize,
  resolve,
  load,
  understandTypeScript,
  /** The source map of a TypeScript file, if the URL is of one. */
  mapOf: (url) => (isTypeScript(url) ? compiled(url).map : undefined),
};
