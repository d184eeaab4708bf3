import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
}

/** Files that may be imported of a room that is closed otherwise. */
const PARTLY_OPEN: Readonly<Record<string, string>> = {
  'cache to config': 'clock',
};

const OXLINT = join(process.cwd(), 'node_modules', 'oxlint', 'bin', 'oxlint');

/** Each room and the rooms it may import, as ARCHITECTURE.md states it. @param parent of the rooms, such as `cache/` */
async function importTable(parent = ''): Promise<Map<string, Set<string>>> {
  const text = await readFile('ARCHITECTURE.md', 'utf8');
  const row = new RegExp(`^\\| \`${parent}(\\w+)/\` +\\|[^|]*\\| ([^|]+?) +\\|$`, 'gm');
  const rows = [...text.matchAll(row)].map(([, room, may]) => ({
    room: room ?? '',
    may: may ?? '',
  }));
  const rooms = rows.map(({ room }) => room);
  return new Map(
    rows.map(({ room, may }) => {
      const named = rooms.filter((other) => new RegExp(`\\b${other}\\b`).test(may));
      return [room, new Set([room, ...(may === 'all' ? rooms : named)])];
    }),
  );
}

describe('the linter', () => {
  let directory: string;
  const lint = async (files: Record<string, string>): Promise<Diagnostic[]> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    const { stdout } = spawnSync(process.execPath, [OXLINT, '--format=json', ...Object.keys(files)], {
      cwd: directory,
      encoding: 'utf8',
    });
    return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bookedbarber-lint-'));
    await copyFile('.oxlintrc.json', join(directory, '.oxlintrc.json'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it.each([
    { parent: '', rooms: 13 },
    { parent: 'cache/', rooms: 5 },
  ])("enforces ARCHITECTURE.md's table of imports in src/$parent, and nothing else", async (level) => {
    const table = await importTable(level.parent);
    expect(table.size).toBe(level.rooms);
    const path = (room: string, other: string) => `src/${level.parent}${room}/from-${other}.ts`;
    const pairs = [...table.keys()].flatMap((room) => [...table.keys()].map((other) => ({ room, other })));
    const files = pairs.map(({ room, other }) => {
      const source = PARTLY_OPEN[`${room} to ${other}`] ?? 'deep/a.service';
      return [path(room, other), `export { a as b } from '../${other}/${source}.js';\n`];
    });
    const refused = (await lint(Object.fromEntries(files)))
      .filter(({ code }) => code.includes('no-restricted-imports'))
      .map(({ filename }) => filename);
    const forbidden = pairs.filter(({ room, other }) => table.get(room)?.has(other) !== true);
    expect(refused.toSorted()).toEqual(forbidden.map(({ room, other }) => path(room, other)).toSorted());
  });

  it.each([
    [
      'no-restricted-imports',
      'src/invalidation/a.ts',
      "export { a } from '../booking/slots/slots.service.js';",
    ],
    ['no-restricted-imports', 'src/cache/a.ts', "export { Env } from '../config/env.js';"],
    ['no-restricted-imports', 'src/cache/read/a.ts', "export { Env } from '../../config/env.js';"],
    ['no-restricted-imports', 'src/cache/read/a.ts', "export { a } from '../../booking/a.js';"],
    ['no-restricted-imports', 'src/cache/read/a.ts', "export { Cache } from '../cache.js';"],
    ['no-process-env', 'src/cache/a.ts', "export const home = process.env['HOME'];"],
    ['no-explicit-any', 'src/cache/a.ts', 'export const a: any = 1;'],
    [
      'no-cycle',
      'src/cache/a.ts',
      "import { a } from './a.js';\nexport const b = () => a;\nexport { b as a };",
    ],
  ])('reports %s', async (rule, path, text) => {
    const codes = (await lint({ [path]: `${text}\n` })).map(({ code }) => code);
    expect(codes.filter((code) => code.includes(rule))).not.toEqual([]);
  });
});
