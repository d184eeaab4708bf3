/**
 * Checks that clients which others generate from the API's document compile under `strict`: those of `@hey-api/openapi-ts`, `orval`
 * and `openapi-typescript`. The generators are installed in `test/clients`, apart from the project, at the first run.
 * `npm run check:clients` compiles the application first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../test/clients');
const DOCUMENT = 'openapi.json';
const GENERATORS = [
  ['openapi-ts', '-i', DOCUMENT, '-o', 'generated/hey-api', '-c', '@hey-api/client-fetch'],
  ['orval', '--input', DOCUMENT, '--output', 'generated/orval/client.ts', '--client', 'fetch'],
  ['openapi-typescript', DOCUMENT, '-o', 'generated/openapi.ts'],
];

/** Runs a program in the folder; its output is shown only if it fails. */
function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: FOLDER, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  process.exit(1);
}

const installed = (name) => join(FOLDER, 'node_modules/.bin', name);
if (!existsSync(installed('orval'))) run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
await rm(join(FOLDER, 'generated'), { recursive: true, force: true });
// Compiled by the script that `npm run` starts before this one.
const { describeApi } = await import(new URL('../.openapi/describe-api.js', import.meta.url));
await writeFile(join(FOLDER, DOCUMENT), JSON.stringify(await describeApi()));
for (const [generator, ...args] of GENERATORS) run(installed(generator), ...args);
run(installed('tsc'), '-p', '.');
process.stdout.write('The generated clients compile.\n');
process.exit(0);
