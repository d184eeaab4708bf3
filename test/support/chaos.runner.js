import { createRequire } from 'node:module';

// Loaded with require: Node detects no named exports in that file.
const { default: TestRunner } = createRequire(import.meta.url)('jest-runner');

/** The checker takes half of the time of its project, and mostly waits. */
const LANES = 2;

/** They measure what a request costs, so nothing else runs meanwhile. */
const ALONE = /\/redis-faults\.spec\.ts$/;

/**
 * Runs its suites after all other projects, because their tests measure how soon a fault is noticed: first those that measure
 * latencies, alone, then the others, two at a time. The checker, which the sequencer puts first, takes about as long as all others
 * one after another. `--maxWorkers=1` runs one at a time.
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
