import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** One rule of the protocol, broken in a copy of the built application. */
export interface Mutation {
  /** Below `dist/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Runs `work` on the mutant's `main.js` and removes it. Throws if there is nothing to break: the code has moved on. */
export async function withMutant<Result>(
  { file, find, replace }: Mutation,
  work: (main: string) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'bookedbarber-mutant-'));
  try {
    await cp(join(ROOT, 'dist'), join(home, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(home, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
    const path = join(home, 'dist', file);
    const source = await readFile(path, 'utf8');
    if (!source.includes(find))
      throw new Error(`dist/${file} has no "${find}": the mutant must follow the code.`);
    await writeFile(
      path,
      source.replace(find, () => replace),
    );
    return await work(join(home, 'dist', 'main.js'));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
