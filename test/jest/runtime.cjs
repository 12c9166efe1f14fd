const { createRequire } = require('node:module');
const { pathToFileURL } = require('node:url');
const { default: JestRuntime } = require('jest-runtime');
const { mapOf, understandTypeScript } = require('./typescript.cjs');

const circus = /[\\/]node_modules[\\/]jest-circus[\\/]/;

/**
 * Modules are loaded by Node itself, and once for all specs of a process. Jest's own runtime compiles every module
 * anew for every spec file: that took more than half of a whole run (docs/adr/0038-specs-run-in-node-itself.md).
 */
class NodeRuntime extends JestRuntime {
  constructor(config, ...rest) {
    super(config, ...rest);
    understandTypeScript(config.cacheDirectory);
  }

  /** Jest's test framework, which knows the tests of one file: a fresh one for each. */
  requireInternalModule(from, name) {
    const path = name === undefined ? from : createRequire(from).resolve(name);
    if (circus.test(path)) {
      // Where it keeps who listens, and what `jest.setTimeout` was told.
      for (const kept of ['EVENT_HANDLERS', 'TEST_TIMEOUT_SYMBOL']) delete globalThis[Symbol.for(kept)];
      for (const loaded of Object.keys(require.cache)) if (circus.test(loaded)) delete require.cache[loaded];
    }
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    // What `import … from '@jest/globals'` finds.
    globalThis.jest = this.requireModuleOrMock(path, '@jest/globals').jest;
    await import(pathToFileURL(path).href);
  }

  /** Where a stack names TypeScript, Jest asks here for the map that leads back to its lines. */
  getSourceMaps() {
    const maps = new Map();
    maps.get = mapOf;
    return maps;
  }
}

module.exports = { __esModule: true, default: NodeRuntime };
