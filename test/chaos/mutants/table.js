/**
 * Writes the table of mutants into `docs/consistency.md`: `node test/chaos/mutants/table.js`, to be run when a mutant, its
 * place or its test has changed. `mutants.spec.ts` compares.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { marksIn } from './marks.js';
import { MUTANTS } from './mutants.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAGE = join(ROOT, 'docs/consistency.md');
const TABLE = /(?<=<!-- mutants: .*-->\n).*(?=\n<!-- end of mutants -->)/s;

/** The page as it is, and as it should be. */
export async function pages() {
  const page = await readFile(PAGE, 'utf8');
  if (!TABLE.test(page)) throw new Error('docs/consistency.md has no place for the table of mutants');
  const wanted = page.replace(TABLE, `\n${tableOf(await marksIn(ROOT))}\n`);
  return { page, wanted: await format(wanted, { ...(await resolveConfig(PAGE)), filepath: PAGE }) };
}

function tableOf(marks) {
  const fileOf = new Map(marks.map(({ name, file }) => [name, file]));
  const rows = MUTANTS.map(
    ({ name, rule, breaks, spec, test }) =>
      `| ${rule} | \`${name}\` | ${breaks} | \`${fileOf.get(name)}\` | \`${spec}\`: ${test} |`,
  );
  return ['| rule | mutant | what is broken | where | noticed by |', '| -: | - | - | - | - |', ...rows].join(
    '\n',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, (await pages()).wanted);
