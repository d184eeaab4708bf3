/** What every suite is run with; the mutants' tests as well. */
export const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  runtime: '<rootDir>/test/support/jest/native-packages.runtime.js',
  testEnvironment: '<rootDir>/test/support/jest/main-context.environment.js',
};

/** Unit specs need no server; the other suites share the server that global-setup starts, and run the application as it was built. */
const onServers = (name) => ({
  ...shared,
  runtime: '<rootDir>/test/support/jest/native-sources.runtime.js',
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.spec.ts`],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  setupFilesAfterEnv: ['<rootDir>/test/support/leftovers.setup.ts'],
});

export default {
  // On two processors: suites wait for servers and leases a third of their time.
  maxWorkers: 4,
  // Node never frees the modules of a suite that has ended (20 MB where it starts the application).
  workerIdleMemoryLimit: '1GB',
  // Ending a process with such a heap takes more than the default of 500 ms on a busy machine.
  workerGracefulExitTimeout: 5000,
  testSequencer: '<rootDir>/test/support/slowest-first.sequencer.js',
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/tally.reporter.js'],
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    onServers('contract'),
    onServers('integration'),
    onServers('e2e'),
    // Its own tables and entities must not be those of the suites after it.
    { ...onServers('adopter'), runtime: shared.runtime },
    {
      ...onServers('chaos'),
      testMatch: ['<rootDir>/test/chaos/*.spec.ts'],
      runner: '<rootDir>/test/support/chaos.runner.js',
    },
    { ...shared, displayName: 'chaos-parts', testMatch: ['<rootDir>/test/chaos/*/**/*.spec.ts'] },
  ],
};
