/**
 * Breaks each rule of the protocol in a copy of the project and expects the named test to fail there; the same tests must
 * pass in a copy that was left as it is. `node test/chaos/mutants/run.js [rule]`. Exits with 1 if a mutant survives.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shared } from '../../../jest.config.js';
import globalSetup from '../../support/global-setup.js';
import globalTeardown from '../../support/global-teardown.js';
import { MUTANTS } from './mutants.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SIDE_BY_SIDE = 2;
/** A mutant that hangs has been noticed as well. */
const PATIENCE_MS = 120_000;

const JEST_CONFIG = { ...shared, testTimeout: 20_000 };

/** Runs `work` in a copy of the sources and tests in `from`, which is removed afterwards. */
async function inCopy(from, work) {
  const copy = await mkdtemp(join(tmpdir(), 'bookedbarber-mutant-'));
  try {
    for (const part of ['src', 'test', 'package.json', 'tsconfig.json', '.swcrc', 'deploy']) {
      await cp(join(from, part), join(copy, part), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Runs the tests of `spec` with these names; resolves to `passed`, `failed` or `none`, and what was printed. */
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
      '--runTestsByPath',
      spec,
      `--testNamePattern=${names.map((name) => name.replace(/[()*+?.]/g, '\\$&')).join('|')}`,
    ],
    { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  }
  const impatience = setTimeout(() => endGroup(child.pid), PATIENCE_MS);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(impatience);
  endGroup(child.pid);
  const ran = /Tests:.*\b\d+ (passed|failed)/.test(said) || code === null;
  return { outcome: ran ? (code === 0 ? 'passed' : 'failed') : 'none', said };
}

/** A test that failed may not have stopped the servers it started; they are of its process group. */
function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function mutate(copy, { file, find, replace }) {
  const path = join(copy, file);
  const source = await readFile(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`${file} has ${places} places like: ${find}`);
  await writeFile(
    path,
    source.replace(find, () => replace),
  );
}

/** Throws unless the tests that are to notice the mutants pass without them. */
async function checkControls(original, mutants) {
  const names = new Map();
  for (const { spec, test: name } of mutants) names.set(spec, [...(names.get(spec) ?? []), name]);
  for (const [spec, wanted] of names) {
    const { outcome, said } = await test(original, spec, wanted);
    if (outcome !== 'passed') throw new Error(`Without a mutant ${spec} ${outcome}:\n${said}`);
  }
}

/** @returns how many mutants survived */
async function breakRules(original, queue) {
  let survived = 0;
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const title = `rule ${mutant.rule}: ${mutant.breaks}`;
    try {
      const isNoticed = await isCaught(original, mutant);
      console.log(`${isNoticed ? 'caught  ' : 'SURVIVED'}  ${title}`);
      if (!isNoticed) survived++;
    } catch (error) {
      survived++;
      console.log(`BROKEN    ${title}\n${error.message}`);
    }
  }
  return survived;
}

async function isCaught(original, mutant) {
  return inCopy(original, async (copy) => {
    await mutate(copy, mutant);
    const { outcome, said } = await test(copy, mutant.spec, [mutant.test]);
    if (outcome === 'none') throw new Error(`The test did not run:\n${said}`);
    return outcome === 'failed';
  });
}

const rule = process.argv[2];
const mutants = MUTANTS.filter((mutant) => rule === undefined || mutant.rule === Number(rule));
/** @returns how many mutants survived, once the tests were seen to pass without them */
async function checkAll(original) {
  await checkControls(original, mutants);
  const queue = [...mutants];
  const each = await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => breakRules(original, queue)),
  );
  return each.reduce((sum, count) => sum + count, 0);
}

// The PostgreSQL that integration tests clone their databases from; the tests' processes find it in the environment.
await globalSetup();
try {
  // One copy to begin with, so that the project may be worked on meanwhile.
  const survived = await inCopy(ROOT, checkAll);
  console.log(`${mutants.length - survived} of ${mutants.length} mutants were caught`);
  process.exitCode = survived === 0 ? 0 : 1;
} finally {
  await globalTeardown();
}
