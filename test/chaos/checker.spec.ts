import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { check } from './checker/checker.js';
import { killedBeforeForget } from './checker/faults/application.faults.js';
import type { Report } from './checker/report.js';
import { textOf } from './checker/report.text.js';

/** In `npm test`; `npm run test:chaos` sets ten minutes. */
const SHORT_SECONDS = 90;
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const seconds = Number(process.env['CHAOS_SECONDS'] ?? SHORT_SECONDS);
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const isLong = seconds > SHORT_SECONDS;

describe(`three instances under faults for ${seconds} s (CHAOS_SEED=${seed})`, () => {
  let report: Report;

  beforeAll(
    async () => {
      report = await check({ main: MAIN, seconds, seed });
      const file = process.env['CHAOS_REPORT'] ?? join(tmpdir(), 'bookedbarber-chaos.json');
      await writeFile(file, JSON.stringify(report, null, 2));
      process.stdout.write(`${textOf(report)}\n\nThe same as JSON: ${file}\n`);
    },
    seconds * 1000 + 120_000,
  );

  it('book no barber twice (S0)', () => {
    expect(report.violations.S0).toBe(0);
  });

  it('answer no read that is older than an acknowledged write (S1)', () => {
    expect({ stale: report.violations.S1, trace: report.trace }).toEqual({ stale: 0, trace: [] });
  });

  it('show every change within two seconds of Redis and PostgreSQL being reachable (S2)', () => {
    expect(report.violations.S2).toBe(0);
  });

  it('answer every request, but for those that need a database or an instance that is away (S3)', () => {
    expect({ forbidden: report.violations.S3, failures: report.failures }).toEqual({
      forbidden: 0,
      failures: [],
    });
  });

  it('show no value that was never written', () => {
    expect(report.violations.phantom).toBe(0);
  });

  it('publish every change, and explain every row by a write', () => {
    expect(report.violations.outbox).toBe(0);
    expect(report.inconsistencies).toBe(0);
  });

  it('were tested by hits, by contended reads, by every fault', () => {
    const [, ...faults] = report.faults;
    // A machine with too much to do suspends the cache as a fault does; S1 must not hold because nothing was cached.
    expect(report.hits).toBeGreaterThan(report.reads / 50);
    expect(report.unforgotten).toBeLessThan(report.writes / 2);
    expect(report.overloaded).toBeLessThan(report.reads / 500);
    expect(faults.map((fault) => fault.contendedReads)).not.toContain(0);
    expect(report.twice).toBeGreaterThan(0);
    if (!isLong) return;
    expect(report.contendedReads).toBeGreaterThanOrEqual(20_000);
    expect(Math.min(...faults.map((fault) => fault.contendedReads))).toBeGreaterThanOrEqual(500);
    expect(faults.filter((fault) => fault.hits === 0).map((fault) => fault.kind)).toEqual([]);
    const betweenCommitAndForget = faults.find(({ kind }) => kind === killedBeforeForget.name);
    expect(betweenCommitAndForget?.orphaned).toBeGreaterThan(0);
  });
});
