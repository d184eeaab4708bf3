import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';

const NAMED = /npm run ([\w:]+)/g;
/** npm has commands of its own for these. */
const SHORT = /npm (start|test)\b/g;

describe('README.md and CONTRIBUTING.md', () => {
  let scripts: Record<string, string>;
  let named: Set<string>;

  beforeAll(async () => {
    ({ scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: typeof scripts });
    const pages = await Promise.all(['README.md', 'CONTRIBUTING.md'].map((page) => readFile(page, 'utf8')));
    named = namesIn(pages.join('\n'));
  });

  const namesIn = (text: string) =>
    new Set([NAMED, SHORT].flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)));

  it('name only commands that are there', () => {
    expect([...named].filter((name) => !(name in scripts))).toEqual([]);
  });

  it('name every command that is not a part of another one', () => {
    const parts = namesIn(Object.values(scripts).join('\n'));
    const isHook = (name: string) => name.startsWith('pre') && name.slice(3) in scripts;
    const missing = Object.keys(scripts).filter(
      (name) => !named.has(name) && !parts.has(name) && !isHook(name),
    );
    expect(missing).toEqual([]);
  });

  it('name every program that CI installs', async () => {
    const ci = await readFile('.ci/run', 'utf8');
    const [, page = ''] =
      /(Continuous integration runs [^]*?)\n\n/.exec(await readFile('CONTRIBUTING.md', 'utf8')) ?? [];
    const paragraph = page.toLowerCase();
    const programs = [...ci.matchAll(/missing\+=\(([a-z-]+)/g)].map(([, name = '']) => name);
    expect(programs.length).toBeGreaterThan(3);
    expect(programs.filter((name) => !paragraph.includes(name.replace('-server', '')))).toEqual([]);
    const commands = [...ci.matchAll(/^npm run ([\w:]+)$/gm)].map(([, name = '']) => name);
    expect(commands.filter((name) => !page.includes(`npm run ${name}\``))).toEqual([]);
  });
});
