/** Specs are run by Node itself, which test/jest teaches TypeScript; `npm test` checks the types before. */
export default {
  runtime: '<rootDir>/test/jest/runtime.cjs',
  testEnvironment: '<rootDir>/test/jest/environment.cjs',
  globalSetup: '<rootDir>/test/jest/start.cjs',
  globalTeardown: '<rootDir>/test/jest/stop.cjs',
  transform: {},
  testMatch: ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', '**/*.conformance-spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // Specs wait a third of their time for a database or another process: three at a time fill two cores.
  maxWorkers: 3,
  // A bound for what hangs, not a measure of the machine: at a load of 20 a spec takes ten times as long.
  testTimeout: 300_000,
};
