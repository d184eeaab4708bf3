import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { changed, marksIn } from '../mutants/marks.js';
import type { Liar } from './liars.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the lying application in a copy of `dist`, runs `work` on its `main.js` and removes the copy. */
export async function withLiar<Result>(
  { name, change }: Pick<Liar, 'name' | 'change'>,
  work: (main: string) => Promise<Result>,
): Promise<Result> {
  const mark = (await marksIn(ROOT)).find((each) => each.name === name);
  if (mark === undefined) throw new Error(`No place in src is marked "@mutant ${name}"`);
  const source = await readFile(join(ROOT, mark.file), 'utf8');
  const { code } = await transform(changed(source, mark, change), { cwd: ROOT, filename: mark.file });
  const home = await mkdtemp(join(tmpdir(), 'bookedbarber-liar-'));
  try {
    await cp(join(ROOT, 'dist'), join(home, 'dist'), { recursive: true });
    await cp(join(ROOT, 'package.json'), join(home, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
    await writeFile(join(home, mark.file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js')), code);
    return await work(join(home, 'dist', 'main.js'));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
