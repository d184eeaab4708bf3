import { createRequire } from 'node:module';

// Required: Node names no exports of that file that an import could have.
const { default: TestRunner } = createRequire(import.meta.url)('jest-runner');

/** Runs its suites one after the other and by themselves, when the other projects have run: faults have to be noticed in time. */
export default class SerialRunner extends TestRunner {
  isSerial = true;
}
