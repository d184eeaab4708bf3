import { createRequire } from 'node:module';

// Loaded with require: Node detects no named exports in that file.
const { default: TestRunner } = createRequire(import.meta.url)('jest-runner');

/** One for the checker and one for its liars, which take most of the time of their project and half of it wait, and one for all others. */
const LANES = 3;

/** They measure what a request costs, so nothing else runs meanwhile. */
const ALONE = /\/redis-(faults|waits)\.spec\.ts$/;

/**
 * Runs its suites after all other projects, because their tests measure how soon a fault is noticed: first those that measure
 * latencies, alone, then the others in lanes, in the order of the sequencer. `--maxWorkers=1` runs one at a time.
 */
export default class ChaosRunner extends TestRunner {
  isSerial = true;
  lanes;

  constructor(globalConfig, context) {
    const lanes = Math.min(LANES, globalConfig.maxWorkers);
    super({ ...globalConfig, maxWorkers: lanes }, context);
    this.lanes = lanes;
  }

  async runTests(tests, watcher, options) {
    const alone = tests.filter(({ path }) => ALONE.test(path));
    const others = tests.filter((test) => !alone.includes(test));
    const how = { ...options, serial: this.lanes === 1 || tests.length === 1 };
    for (const test of alone) await super.runTests([test], watcher, how);
    await super.runTests(others, watcher, how);
  }
}
