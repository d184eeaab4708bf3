import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const FILLER = fileURLToPath(new URL('../support/l1.process.js', import.meta.url));
const CAP = 16 * 2 ** 20;

interface Filled {
  readonly counted: number;
  readonly grown: number;
  readonly entries: number;
}

async function filled(shape: string, as: 'parsed' | 'text'): Promise<Filled> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    FILLER,
    String(CAP),
    shape,
    as,
  ]);
  return JSON.parse(stdout) as Filled;
}

describe.each(['zone', 'empty list', 'list of a day', 'list of many', 'week', 'text beyond Latin'])(
  'an L1 full of a %s',
  (shape) => {
    it.each(['parsed', 'text'] as const)('keeps to its cap, and so does the heap: %s', async (as) => {
      const { counted, grown, entries } = await filled(shape, as);
      expect(entries).toBeGreaterThan(100);
      expect(counted).toBeLessThanOrEqual(CAP);
      expect(counted).toBeGreaterThan(0.9 * CAP);
      expect(grown).toBeLessThan(1.1 * CAP);
    });
  },
);
