import { createRequire } from 'node:module';

// Loaded with require: Node detects no named exports in that file.
const { default: TestRunner } = createRequire(import.meta.url)('jest-runner');

/** Runs its suites one after the other, after all other projects: their tests measure how soon a fault is noticed. */
export default class SerialRunner extends TestRunner {
  isSerial = true;
}
