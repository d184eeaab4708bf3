/**
 * `npm run build`: the server and the pages into `dist/`. They are built in a folder of their own and moved into `dist/` file by
 * file, so that neither a running server nor one that starts at this moment misses any, and two builds do not disturb each other.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

// First of all: what is missing fails with an error that does not say so, here and in the compilers.
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace('>=', '');
if (process.versions.node.localeCompare(needed, 'en', { numeric: true }) < 0)
  end(`Node ${needed} or newer is needed, and this is ${process.versions.node}.`);
process.chdir(dirname(import.meta.dirname));
if (!existsSync('node_modules/.bin/swc'))
  end(
    'The tools for building are not installed: run "npm ci --include=dev" (NODE_ENV=production leaves them out).',
  );

mkdirSync('.cache', { recursive: true });
const built = mkdtempSync(join('.cache', 'build-'));
// Ctrl-C reaches the compilers by itself; this process then ends as after any other failure.
process.on('SIGINT', () => undefined);
const isBuilt =
  run('build:server', '--out-dir', built) && run('build:pages', '--outDir', resolve(built, 'pages'));
if (isBuilt) move(built, 'dist');
rmSync(built, { recursive: true });
process.exitCode = isBuilt ? 0 : 1;

function end(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

function run(name, ...options) {
  const args = ['run', '--silent', name, '--', ...options];
  return spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}

/** Makes `to` the same as `from`, in which nothing is left. What is only in `to` goes last. */
function move(from, to) {
  const files = filesIn(from);
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    renameSync(join(from, file), join(to, file));
  }
  const kept = new Set(files);
  for (const file of filesIn(to)) if (!kept.has(file)) rmSync(join(to, file), { force: true });
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
