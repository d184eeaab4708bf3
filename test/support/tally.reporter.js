/** Prints one summary line over all suites at the very end; a suite that could not run counts as one failure. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // Jest's own summary comes after this hook, and the servers stop after that.
    process.once('exit', () => process.stdout.write(`\n${line}\n`));
    // Node 20 may then free its handles for ever (seen once, in Environment::CleanupHandles); an explicit end frees none. It comes last:
    // Jest sets the exit code in a listener.
    process.once('beforeExit', () => process.once('exit', (code) => process.exit(process.exitCode ?? code)));
  }
}
