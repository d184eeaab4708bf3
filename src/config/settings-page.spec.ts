import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Env, EnvError, parseEnv } from './env.js';

/** A row of the page: `NAME` | default | takes | meaning. */
const ROW = /^\| `([A-Z][A-Z0-9_]*)` +\| (.*?) +\| (.*?) +\| (.*?) +\|$/gm;
/** No setting that is more than free text takes this. */
const MALFORMED = '{';

function written(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
}

function takes(name: string): string {
  try {
    parseEnv({ [name]: MALFORMED });
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    const sentence = error.message.split('\n').find((line) => line.startsWith(`${name} takes `));
    if (sentence !== undefined) return sentence.slice(`${name} takes `.length, -1);
  }
  return 'text';
}

describe('docs/settings.md', () => {
  let rows: string[][];
  let readme: string;

  beforeAll(async () => {
    const page = await readFile('docs/settings.md', 'utf8');
    rows = [...page.matchAll(ROW)].map(([, ...cells]) => cells);
    readme = await readFile('README.md', 'utf8');
  });

  it('has every setting with its default and what it takes, in the order of the class', () => {
    const settings = Object.entries(new Env()).map(([name, value]) => [name, written(value), takes(name)]);
    expect(rows.map(([name, byDefault, taken]) => [name, byDefault, taken])).toEqual(settings);
  });

  it('says what every setting means', () => {
    expect(rows.filter(([, , , meaning]) => !/^\S.*\w.*\.$/.test(meaning ?? ''))).toEqual([]);
  });

  it('names the settings whose costs docs/operations.md explains, each once', async () => {
    const page = await readFile('docs/operations.md', 'utf8');
    const [, costs = ''] = /\n## What settings cost\n([^]*?)\n## /.exec(page) ?? [];
    const [table = '', rest = ''] = costs.split('\nThese choose ');
    const cells = [...table.matchAll(/^\| (`[A-Z].*?) +\|/gm)].map(([, cell = '']) => cell);
    const named = [...[...cells, rest].join().matchAll(/`([A-Z][A-Z0-9_*]*)`/g)].map(([, name = '']) => name);
    const explained = named.flatMap((name) => {
      const pattern = new RegExp(`^${name.replace('*', '.+')}$`);
      const settings = rows.flatMap(([setting = '']) => (pattern.test(setting) ? [setting] : []));
      return settings.length === 0 ? [`${name}, which is no setting`] : settings;
    });
    const all = rows.map(([name = '']) => name);
    expect(explained.toSorted()).toEqual(all.toSorted());
  });

  it('agrees with the README about the settings named there', () => {
    const named = [...readme.matchAll(/^\| `([A-Z][A-Z0-9_]*)` +\| (.*?) +\|/gm)].map(
      ([, ...cells]) => cells,
    );
    const defaults = new Map(rows.map(([name, byDefault]) => [name, byDefault]));
    expect(named).toHaveLength(10);
    expect(named.filter(([name, byDefault]) => defaults.get(name) !== byDefault)).toEqual([]);
  });
});
