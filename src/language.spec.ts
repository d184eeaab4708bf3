import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/* language: off */
describe('npm run check:language', () => {
  let directory: string;
  const check = async (text: string) => {
    const file = join(directory, 'text.ts');
    await writeFile(file, text);
    const { status, stdout } = spawnSync(process.execPath, ['scripts/check-language.js', file], {
      encoding: 'utf8',
    });
    return { status, found: [...stdout.matchAll(/^.*:(\d+) {2}(.+?) {2}/gm)].map(([, ...found]) => found) };
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bookedbarber-language-'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('names the line and the word, in text and in names', async () => {
    const text = '/** Told to him. */\nconst isNobodys = true;\nconst WAS_TOLD = 1;\n';
    expect(await check(text)).toEqual({
      status: 1,
      found: [
        ['1', 'Told'],
        ['1', 'him'],
        ['2', 'Nobodys'],
        ['3', 'TOLD'],
      ],
    });
  });

  it('finds a phrase across the lines of a comment', async () => {
    expect(await check('/**\n * As the rest of the\n * house sees it.\n */')).toEqual({
      status: 1,
      found: [['2', 'the house']],
    });
  });

  it('does not take a part of another word for the word', async () => {
    const text = 'const history = this.cache.then(); // the theory of households\n';
    expect(await check(text)).toEqual({ status: 0, found: [] });
  });

  it('takes a single quoted word for a name', async () => {
    expect(await check("const user = 'nobody'; // `nobody`, and nobody's\n")).toEqual({
      status: 1,
      found: [['1', 'nobody']],
    });
  });

  it('passes over what is marked', async () => {
    const text = '<!-- language: off -->\nhis\n<!-- language: on -->\nhers\n';
    expect(await check(text)).toEqual({ status: 1, found: [['4', 'hers']] });
  });
});
/* language: on */
