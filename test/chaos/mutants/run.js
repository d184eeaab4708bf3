/**
 * Makes each mutant in a copy of the project and expects the named test to fail there; the same tests must pass without it.
 * `node test/chaos/mutants/run.js [rule or name]`. Exits with 1 unless every mutant was caught: one that survives, a test
 * that does not run, and a test that does not end in time all count as failures. `MUTANTS_PATIENCE=5` for a busy machine.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shared } from '../../../jest.config.js';
import globalSetup from '../../support/global-setup.js';
import globalTeardown from '../../support/global-teardown.js';
import { changed, marksIn } from './marks.js';
import { MUTANTS } from './mutants.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** How many times longer everything may take, for a machine that others use as well; there, one mutant is tried at a time. */
const PATIENCE = Number(process.env.MUTANTS_PATIENCE ?? 1);
const SIDE_BY_SIDE = PATIENCE > 1 ? 1 : 2;
/** How long the run of one test may take. */
const TIME_LIMIT_MS = 90_000 * PATIENCE;

/** Jest's words for a test or a hook that did not end. */
const TIMED_OUT = /Exceeded timeout of \d+ ms/;

const JEST_CONFIG = { ...shared, testTimeout: 20_000 * PATIENCE };

/** Runs `work` in a copy of the sources and tests, which is removed afterwards. */
async function inCopy(work) {
  const copy = await mkdtemp(join(tmpdir(), 'bookedbarber-mutant-'));
  try {
    for (const part of ['src', 'test', 'package.json', 'tsconfig.json', '.swcrc', 'deploy']) {
      await cp(join(ROOT, part), join(copy, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/**
 * Runs the tests of `spec` with these names.
 * @returns {Promise<{ outcome: 'passed' | 'failed' | 'timed out' | 'no test ran', reason?: string, output: string }>}
 */
async function test(copy, spec, names) {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      `--config=${JSON.stringify({ ...JEST_CONFIG, rootDir: copy })}`,
      '--runInBand',
      '--forceExit',
      '--json',
      '--outputFile=outcome.json',
      '--runTestsByPath',
      spec,
      `--testNamePattern=${names.map((name) => name.replace(/[()*+?.]/g, '\\$&')).join('|')}`,
    ],
    { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output = (output + chunk).slice(-10_000)));
  }
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    endGroup(child.pid);
  }, TIME_LIMIT_MS);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(limit);
  endGroup(child.pid);
  return isLate
    ? { outcome: 'timed out', output }
    : { ...(await outcomeOf(join(copy, 'outcome.json'))), output };
}

/** What came of the tests, by Jest's own report; a test that failed only because it did not end has timed out. */
async function outcomeOf(report) {
  const { testResults } = JSON.parse(await readFile(report, 'utf8').catch(() => '{"testResults":[]}'));
  await rm(report, { force: true });
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  if (ran.length === 0) return { outcome: 'no test ran' };
  const failures = ran.flatMap(({ failureMessages }) => failureMessages);
  if (failures.length === 0) return { outcome: 'passed' };
  if (failures.every((message) => TIMED_OUT.test(message))) return { outcome: 'timed out' };
  return { outcome: 'failed', reason: failures[0].split('\n    at ')[0] };
}

/** A failed test may not have stopped the servers it started; they belong to its process group. */
function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The tests of each spec that are to notice a mutant. */
function controlsOf(mutants) {
  const names = new Map();
  for (const { spec, test: name } of mutants) names.set(spec, [...(names.get(spec) ?? []), name]);
  return [...names];
}

/** Throws unless the tests of a spec pass without a mutant. */
async function checkControl(copy, [spec, names]) {
  const { outcome, output } = await test(copy, spec, names);
  if (outcome !== 'passed') throw new Error(`Without a mutant: ${spec} ${outcome}\n${output}`);
}

/** Makes the mutant, runs its test and takes the mutant back. @returns whether it was caught */
async function tryMutant(copy, marks, { name, rule, breaks, change, spec, test: testName }) {
  const mark = marks.get(name);
  const path = join(copy, mark.file);
  const source = await readFile(path, 'utf8');
  await writeFile(path, changed(source, mark, change));
  const startedAt = performance.now();
  const { outcome, reason, output } = await test(copy, spec, [testName]);
  await writeFile(path, source);
  const isCaught = outcome === 'failed';
  const verdict = { failed: 'caught', passed: 'SURVIVED' }[outcome] ?? outcome.toUpperCase();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`${verdict.padEnd(11)} ${seconds} s  ${name} (rule ${rule}): ${breaks}`);
  if (!isCaught && outcome !== 'passed') console.log(output);
  // On a busy machine a wait that ends ("Not within … ms") may say nothing of the mutant.
  if (isCaught && PATIENCE > 1) console.log(reason);
  return isCaught;
}

/** Runs `work` on everything in the queue, in so many copies at once: each copy is transformed by Jest only once. */
async function sideBySide(copies, items, work) {
  const queue = [...items];
  const results = [];
  await Promise.all(
    copies.map(async (copy) => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        results.push(await work(copy, item));
      }
    }),
  );
  return results;
}

async function withCopies(count, work, copies = []) {
  if (count === 0) return work(copies);
  return inCopy(async (copy) => withCopies(count - 1, work, [...copies, copy]));
}

const wanted = process.argv[2];
const mutants = MUTANTS.filter(({ rule, name }) => [undefined, String(rule), name].includes(wanted));

// The PostgreSQL whose databases the integration tests clone; the tests' processes find it in the environment.
await globalSetup();
try {
  // Copies, so that the project can be worked on meanwhile; they are made at once, and so are of one state.
  await withCopies(SIDE_BY_SIDE, async (copies) => {
    const startedAt = performance.now();
    const marks = new Map((await marksIn(copies[0])).map((mark) => [mark.name, mark]));
    await sideBySide(copies, controlsOf(mutants), checkControl);
    const caught = await sideBySide(copies, mutants, async (copy, mutant) => tryMutant(copy, marks, mutant));
    const count = caught.filter(Boolean).length;
    const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
    console.log(`${count} of ${mutants.length} mutants were caught in ${minutes} minutes`);
    process.exitCode = count > 0 && count === mutants.length ? 0 : 1;
  });
} finally {
  await globalTeardown();
}
