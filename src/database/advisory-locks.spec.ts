import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ADVISORY_LOCKS } from './advisory-locks.js';

describe('advisory locks', () => {
  it('have a number of their own in the application’s database', () => {
    const { embeddedServer: _inAnotherDatabase, ...locks } = ADVISORY_LOCKS;
    expect(new Set(Object.values(locks)).size).toBe(Object.keys(locks).length);
  });

  it('are numbered nowhere else', () => {
    const files = execFileSync('git', ['ls-files', 'src', 'test'], { encoding: 'utf8' }).trim().split('\n');
    const numbering = files.filter(
      (file) => file.endsWith('.ts') && /\b7_?202_?61\d\b/.test(readFileSync(file, 'utf8')),
    );
    expect(numbering.filter((file) => !file.startsWith('src/database/advisory-locks'))).toEqual([]);
  });
});
