/**
 * `npm run check`: everything to pass before a commit, as many checks at once as there are processors. Each check is an npm
 * script and runs by itself with `npm run NAME`. The output of a check is shown only if it fails.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The slowest first, so that none of them begins last. */
const CHECKS = [
  'test:unit',
  'format:check',
  'types',
  'lint',
  'check:openapi',
  'types:pages',
  'deadcode',
  'check:language',
  'check:names',
];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs an npm script; resolves to whether it succeeded, with all that it printed in the order in which it came. */
function run(name) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', name], { shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ passed: false, output: String(error) }));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

const beganAt = performance.now();
const waiting = [...CHECKS];
const failed = [];

async function work() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const startedAt = performance.now();
    const { passed, output } = await run(name);
    console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds(startedAt)})`);
    if (passed) continue;
    failed.push(name);
    console.log(`${output.trimEnd()}\n\nTo run this check by itself: npm run ${name}\n`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
const verdict = failed.length === 0 ? 'All checks passed' : `Failed: ${failed.join(', ')}`;
console.log(`${verdict} (${seconds(beganAt)})`);
process.exitCode = failed.length === 0 ? 0 : 1;
