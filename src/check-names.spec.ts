import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CHECK = join(process.cwd(), 'scripts/check-names.js');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bookedbarber-names-'));
  execFileSync('git', ['init', '--quiet'], { cwd: directory });
});
afterEach(() => rmSync(directory, { recursive: true }));

function checked(files: Record<string, string>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  const { status, stderr } = spawnSync(process.execPath, [CHECK], { cwd: directory, encoding: 'utf8' });
  return { status, first: stderr.split('\n')[0] };
}

it.each([
  ['src/a.ts', 'src/b.ts'],
  ['src/a.ts', 'test/b.ts'],
  ['bench/a.ts', 'src/b.ts'],
  ['bench/a.ts', 'test/chaos/checker/b.ts'],
  ['pages/a.tsx', 'pages/b.ts'],
])('a name exported by %s and by %s is found', (one, other) => {
  const files = { [one]: 'export class Fleet {}\n', [other]: 'export interface Fleet {}\n' };
  expect(checked(files)).toEqual({ status: 1, first: `Fleet: ${one}, ${other}` });
});

it('names of the pages may be those of the server, and a name may be passed on', () => {
  const files = {
    'src/a.ts': 'export class Fleet {}\nclass Own {}\n',
    'src/b.ts': `export { Fleet } from './a.js';\nexport class Own {}\n`,
    'pages/a.ts': 'export class Fleet {}\n',
  };
  expect(checked(files)).toEqual({ status: 0, first: '' });
});
