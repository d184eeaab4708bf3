/**
 * Finds exported names that are declared in more than one file, so that a search for a name ends at one declaration.
 *
 *     node scripts/check-names.js
 *
 * A name must be unique in each set of {@link PROGRAMS}: tests import from `src`, and benches from both. The pages know the server
 * by its API only and are compared with themselves.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const PROGRAMS = [['src', 'test', 'bench'], ['pages']];

/** An export at the start of a line, where prettier puts it; names that are only passed on from another file do not count. */
const EXPORT =
  /^export (?:default )?(?:abstract |async |declare )*(?:class|const|enum|function\*?|interface|let|type) (\w+)/gm;

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));

const declarations = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(EXPORT)].map(([, name]) => ({ name, file })),
);

const problems = new Set();
for (const folders of PROGRAMS) {
  const filesByName = new Map();
  for (const { name, file } of declarations) {
    if (!folders.some((folder) => file.startsWith(`${folder}/`))) continue;
    filesByName.set(name, (filesByName.get(name) ?? new Set()).add(file));
  }
  for (const [name, declaredIn] of filesByName) {
    if (declaredIn.size > 1) problems.add(`${name}: ${[...declaredIn].join(', ')}`);
  }
}

for (const problem of [...problems].toSorted((a, b) => a.localeCompare(b))) console.error(problem);
if (problems.size > 0) {
  console.error(
    `\nExported names that are declared in several files: ${problems.size}. Rename all but one of each.`,
  );
  process.exitCode = 1;
}
