/**
 * The places that mutants change are marked in the sources by a comment, `// @mutant name`, directly before a statement, a
 * property or another piece of syntax; in Lua and SQL it is `-- @mutant name` and the line that follows.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

const MARK = /(\/\/|--) @mutant ([\w-]+(?:, [\w-]+)*)$/gm;

/** All marks below `src` of a project. @returns {Promise<import('./marks.js').Mark[]>} */
export async function marksIn(root) {
  const marks = [];
  const files = await readdir(join(root, 'src'), { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.ts')).toSorted()) {
    marks.push(...marksOf(`src/${file}`, await readFile(join(root, 'src', file), 'utf8')));
  }
  return marks;
}

/** The marks of one file. @returns {import('./marks.js').Mark[]} */
export function marksOf(file, source) {
  return [...source.matchAll(MARK)].flatMap(({ 0: comment, 1: sign, 2: names, index }) =>
    names.split(', ').map((name) => ({ name, file, end: index + comment.length, isLine: sign === '--' })),
  );
}

/** The source with the marked place changed. Throws if there is no place for the change. */
export function changed(source, mark, change) {
  if (mark.isLine) {
    const [line] = /^.*$/m.exec(source.slice(mark.end + 1));
    return spliced(source, mark.end + 1, line.length, change(line));
  }
  const sourceFile = ts.createSourceFile(mark.file, source, ts.ScriptTarget.Latest, true);
  const { node, text } = change(markedNode(sourceFile, mark));
  if (node === undefined) throw new Error(`${mark.file} has no place for the mutant ${mark.name}`);
  return spliced(source, node.getStart(), node.getEnd() - node.getStart(), text);
}

/** The outermost node that begins after the mark. */
function markedNode(sourceFile, { name, file, end }) {
  const follows = (node) => node.pos < end && node.getStart() > end;
  const find = (node) => (follows(node) ? node : ts.forEachChild(node, find));
  const node = ts.forEachChild(sourceFile, find);
  if (node === undefined) throw new Error(`Nothing follows the mark ${name} in ${file}`);
  return node;
}

const spliced = (source, at, length, text) => source.slice(0, at) + text + source.slice(at + length);
