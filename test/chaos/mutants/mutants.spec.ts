import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { LIARS } from '../checker/liars.js';
import { MUTANTS } from './mutants.js';

const ROOT = new URL('../../../', import.meta.url);

const textOf = async (file: string) => readFile(fileURLToPath(new URL(file, ROOT)), 'utf8');
const times = (text: string, find: string) => text.split(find).length - 1;

/**
 * Breaking the rules takes minutes, and is done now and then; the code that a mutant edits may move on any day. That there
 * still is something to break, and a test that could notice, is seen at once.
 */
describe('the rule-breaker', () => {
  it.each(MUTANTS)('finds its place: rule $rule, $breaks', async ({ file, find, replace, spec, test }) => {
    expect({ file, places: times(await textOf(file), find) }).toEqual({ file, places: 1 });
    expect(replace).not.toBe(find);
    expect({ spec, names: times(await textOf(spec), test) > 0 ? test : 'no such test' }).toEqual({
      spec,
      names: test,
    });
  });

  it('has a line in docs/consistency.md for each, and no other', async () => {
    const document = await textOf('docs/consistency.md');
    const lines = [...document.matchAll(/^\| +(\d+) \| (.*?) +\| `(.*?)`: (.*?) +\|$/gm)];
    expect(lines.map(([, rule, breaks, spec, test]) => [Number(rule), breaks, spec, test])).toEqual(
      MUTANTS.map(({ rule, breaks, spec, test }) => [rule, breaks, spec, test]),
    );
  });
});

describe('a liar', () => {
  it.each(LIARS)('finds its place in the build: $lie', async ({ file, find, replace }) => {
    expect({ file, places: times(await textOf(`dist/${file}`), find) }).toEqual({ file, places: 1 });
    expect(replace).not.toBe(find);
  });
});
