import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

const FOLDERS = ['src', 'test', 'bench', 'docs', 'pages', 'deploy', 'scripts'];
const TEXT = /\.(ts|tsx|js|md|ya?ml|json|css|html)$/;
/** This file has citations that lead nowhere, on purpose. */
const SELF = 'src/citations.spec.ts';

interface Citation {
  readonly file: string;
  readonly line: number;
  readonly cited: string;
}

const files = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\bnode_modules\b/.test(entry.parentPath))
      .map(({ parentPath, name }) => join(parentPath, name)),
  ),
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
];
const names = new Set(files.map((file) => basename(file)));
const texts = new Map(
  files.filter((file) => TEXT.test(file) && file !== SELF).map((file) => [file, readFileSync(file, 'utf8')]),
);
const protocol = anchorsOf(readFileSync('docs/protocol.md', 'utf8'));
const adrs = readdirSync('docs/adr').map((name) => name.slice(0, 4));

/** Every place of every text that matches; `cited` is what the first group matched. */
function citations(pattern: RegExp, within = /./): Citation[] {
  return [...texts]
    .filter(([file]) => within.test(file))
    .flatMap(([file, text]) =>
      [...text.matchAll(pattern)].map(({ 1: cited = '', index }) => ({
        file,
        line: text.slice(0, index).split('\n').length,
        cited,
      })),
    );
}

/** Ids and headings of a page, as links name them: https://docs.github.com/en/get-started/writing-on-github */
function anchorsOf(markdown: string): Set<string> {
  const ids = [...markdown.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id);
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...ids, ...headings]);
}

/** Whether a page, and its anchor if one is named, exists. */
function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? from : normalize(join(dirname(from), path));
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).has(anchor);
}

/** Whether a path is that of a file or folder: from the root, from src or test, or from the file that cites it. */
function isPath(from: string, path: string): boolean {
  return ['.', 'src', 'test', dirname(from)].some((root) => existsSync(join(root, path)));
}

describe('every citation leads somewhere:', () => {
  it('rules of the protocol', () => {
    const rules = citations(/\brules? (\d+(?:(?:, | and | to |-)\d+)*)\b/gi).flatMap(
      ({ cited: numbers, ...at }) =>
        [...numbers.matchAll(/\d+/g)].map(([number]) => ({ ...at, cited: `rule-${number}` })),
    );
    expect(rules.length).toBeGreaterThan(50);
    expect(rules.filter(({ cited: rule }) => !protocol.has(rule))).toEqual([]);
  });

  it('promises', () => {
    const promises = citations(/\b(S\d)\b/g, /^(src|test|bench|docs)\/.*\.(ts|md)$|\.md$/);
    expect(promises.length).toBeGreaterThan(10);
    expect(promises.filter(({ cited: promise }) => !protocol.has(promise.toLowerCase()))).toEqual([]);
  });

  it('architecture decision records', () => {
    const records = citations(/\bADRs? (\d{4})\b/g);
    expect(records.length).toBeGreaterThan(10);
    expect(records.filter(({ cited: number }) => !adrs.includes(number))).toEqual([]);
  });

  it('pages that are named by their path', () => {
    const pages = citations(/(?<![\w/])((?:docs|bench|deploy|test)\/[\w/.-]+\.md(?:#[\w-]+)?)/g);
    expect(pages.filter(({ cited: page }) => !leadsSomewhere('README.md', page))).toEqual([]);
  });

  it('links of pages', () => {
    const links = citations(/\]\((?!\w+:)([^)\s]+)\)/g, /\.md$/);
    expect(links.filter(({ file, cited: link }) => !leadsSomewhere(file, link))).toEqual([]);
  });

  it('paths and file names in backticks', () => {
    const paths = citations(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g).filter(
      ({ cited: path }) =>
        FOLDERS.some((folder) => path.startsWith(`${folder}/`)) || /\w\.(ts|tsx|md)$/.test(path),
    );
    const missing = paths.filter(({ file, cited: path }) =>
      path.includes('/') ? !isPath(file, path) : !names.has(path) && !existsSync(path),
    );
    expect(missing).toEqual([]);
  });

  it('names of the glossary', () => {
    const rows = readFileSync('docs/glossary.md', 'utf8').matchAll(/^\|[^|]*\|[^|]*\|([^|]*)\|$/gm);
    const inCode = [...rows].flatMap(([, column = '']) => [...column.matchAll(/`([\w.-]+)`/g)]);
    const code = [...texts].filter(([file]) => file.startsWith('src/')).map(([file, text]) => file + text);
    const missing = inCode
      .map(([, name = '']) => name.split('.').at(-1) ?? name)
      .filter((name) => !code.some((text) => text.includes(name)));
    expect(inCode.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('and none to a page that is not here', () => {
    const elsewhere = citations(/\b((?:the contract(?:['’]s)?|contract:)(?! suite))/gi);
    expect(elsewhere).toEqual([]);
  });
});

describe('every decision record', () => {
  const PARTS = [
    '- Status: ',
    '- Date: 2',
    '## Context',
    '## Decision',
    '## Alternatives considered',
    '## Consequences',
  ];

  it.each(readdirSync('docs/adr'))('has all its parts, in their order: %s', (name) => {
    const text = texts.get(join('docs/adr', name)) ?? '';
    const places = PARTS.map((part) => text.indexOf(`\n${part}`));
    expect(PARTS.filter((_, index) => places[index] === -1)).toEqual([]);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});
