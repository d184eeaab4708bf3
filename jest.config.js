/** What every suite is run with; the mutants' tests as well. */
export const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  testEnvironment: 'node',
};

/** Unit specs need no server; the other suites share the servers that global-setup starts. */
const onServers = (name) => ({
  ...shared,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.spec.ts`],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  setupFilesAfterEnv: ['<rootDir>/test/support/leftovers.setup.ts'],
});

export default {
  maxWorkers: 3,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/tally.reporter.js'],
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    onServers('contract'),
    onServers('integration'),
    onServers('e2e'),
    onServers('adopter'),
    { ...onServers('chaos'), runner: '<rootDir>/test/support/serial.runner.js' },
  ],
};
