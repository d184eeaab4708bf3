import { createRequire } from 'node:module';

// Loaded with require: Node detects no named exports in that file.
const { default: TestRunner } = createRequire(import.meta.url)('jest-runner');

/** The checker takes half of the time of its project, and mostly waits. */
const LANES = 2;

/**
 * Runs its suites after all other projects, because their tests measure how soon a fault is noticed. Two at a time: the
 * checker, which the sequencer puts first, takes as long as all the others one after another. `--maxWorkers=1` runs one
 * at a time.
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
    return super.runTests(tests, watcher, { ...options, serial: this.lanes === 1 || tests.length === 1 });
  }
}
