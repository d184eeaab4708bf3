import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { LIARS } from '../checker/liars.js';
import { changed, marksIn, marksOf, type Mark } from './marks.js';
import { MUTANTS } from './mutants.js';
import type { Operator } from './operators.js';
import { Project } from './project.js';
import { pages } from './table.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CHANGES = new Map([...MUTANTS, ...LIARS].map(({ name, change }) => [name, change]));

/** Running the mutants takes minutes; that each can still be made after a change of the code is checked here. */
describe('the mutants and the liars', () => {
  const project = new Project(ROOT);
  let marks: Mark[];

  beforeAll(async () => {
    marks = await marksIn(ROOT);
  });

  it('have one mark each in the sources, and every mark is theirs', () => {
    expect(marks.map(({ name }) => name).toSorted()).toEqual([...CHANGES.keys()].toSorted());
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(new Set(LIARS.map(({ name }) => name)).size).toBe(LIARS.length);
  });

  it('replace the code at their mark by other code', () => {
    for (const mark of marks) {
      const text = project.textOf(mark.file);
      expect({ ...mark, text: mutated(text, mark) }).not.toEqual({ ...mark, text });
    }
  });

  it('can be made, and compile, after every local name in their files was changed', () => {
    const files = [...new Set(marks.map(({ file }) => file))];
    const renamed = files.map((file) => ({ file, ...project.renamed(file) }));
    expect(renamed.reduce((sum, { names }) => sum + names, 0)).toBeGreaterThan(500);
    project.replace(new Map(renamed.map(({ file, text }) => [file, text])));
    const moved = files.flatMap((file) => marksOf(file, project.textOf(file)));
    expect(moved.map(({ name }) => name)).toEqual(marks.map(({ name }) => name));
    expect(errorsOfMutants(project, moved)).toEqual([]);
  });

  it.each(MUTANTS)('are each noticed by a test that exists: $name', async ({ spec, test }) => {
    const text = await readFile(ROOT + spec, 'utf8');
    expect({ spec, test: text.includes(test) ? test : 'no such test' }).toEqual({ spec, test });
  });

  it('are listed in docs/consistency.md, which test/chaos/mutants/table.js writes', async () => {
    const { page, wanted } = await pages();
    expect(page).toBe(wanted);
  });
});

function mutated(text: string, mark: Mark): string {
  return changed(text, mark, CHANGES.get(mark.name) as Operator);
}

/** Mutants of different files are compiled together. */
function errorsOfMutants(project: Project, marks: readonly Mark[]): string[] {
  const rounds: Map<string, string>[] = [];
  for (const mark of marks) {
    let round = rounds.find((each) => !each.has(mark.file));
    if (round === undefined) rounds.push((round = new Map()));
    round.set(mark.file, mutated(project.textOf(mark.file), mark));
  }
  return rounds.flatMap((round) => project.errorsIn(round));
}
