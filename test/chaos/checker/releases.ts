import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Below the project, so that the release finds the packages of this checkout. */
const RELEASES = join(ROOT, '.cache', 'releases');
const run = promisify(execFile);

/** The last release that knows no versions of the protocol. */
export const WITHOUT_VERSIONS = 'f714735';

/**
 * Builds the server of an earlier commit with the packages of this checkout, once.
 * @returns its main file; `undefined` if the history does not reach back to the commit, as in a shallow clone
 */
export async function buildRelease(commit: string): Promise<string | undefined> {
  const target = join(RELEASES, commit);
  const main = join(target, 'dist', 'main.js');
  if (await exists(main)) return main;
  if (!(await isKnown(commit))) return undefined;
  const work = `${target}.${process.pid}`;
  await mkdir(work, { recursive: true });
  await run('sh', ['-c', `git archive ${commit} src .swcrc | tar -x -C "${work}"`], { cwd: ROOT });
  await writeFile(join(work, 'package.json'), '{"type":"module","version":"0.0.0"}');
  const options = ['src', '-d', 'dist', '--strip-leading-paths', '--quiet', '--ignore', '**/*.spec.ts'];
  await run(process.execPath, [join(ROOT, 'node_modules', '@swc', 'cli', 'bin', 'swc.js'), ...options], {
    cwd: work,
  });
  await rm(target, { recursive: true, force: true });
  await rename(work, target);
  return main;
}

async function isKnown(commit: string): Promise<boolean> {
  return run('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: ROOT }).then(
    () => true,
    () => false,
  );
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
