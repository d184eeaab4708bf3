import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { check } from './checker/checker.js';
import { FAULTS } from './checker/faults/catalogue.js';
import { named, OPERATIONS } from './checker/operations.js';
import type { Report } from './checker/report.js';
import { textOf } from './checker/report.text.js';

/** In `npm test`; `npm run test:long` sets five minutes, `npm run test:chaos` ten. */
const SHORT_SECONDS = 60;
/** From here on each fault came often enough to be judged by itself. */
const LONG_SECONDS = 600;
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const seconds = Number(process.env['CHAOS_SECONDS'] ?? SHORT_SECONDS);
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const isLong = seconds >= LONG_SECONDS;
/** Parts of names, separated by commas: to find which fault or operation shows a violation. */
const faults = named(FAULTS, process.env['CHAOS_FAULTS'], ({ name }) => name);
const operations = named(OPERATIONS, process.env['CHAOS_OPERATIONS'], (name) => name);
const isWhole = faults.length === FAULTS.length && operations.length === OPERATIONS.length;
/** What shows that reads were answered from the cache; a run that made fewer goes on for a while. */
const LEAST_HITS = 100;
/** Each began right after a write of its key, so each could have been stale. */
const LEAST_CONTENDED = 1000;
/**
 * The control of that: where a request that needs no server takes longer than this, changes are published so late that reads
 * have to go past the cache all the time.
 */
const BUSY_MS = 60;

describe(`three instances under faults for ${seconds} s (CHAOS_SEED=${seed})`, () => {
  let report: Report;

  beforeAll(
    async () => {
      report = await check({
        main: MAIN,
        seconds,
        seed,
        faults,
        operations,
        leastHits: LEAST_HITS,
        leastContended: isWhole ? LEAST_CONTENDED : 0,
        fleet: { hasHistory: isLong || process.env['CHAOS_HISTORY'] === 'yes', hasPooler: true },
      });
      const file = process.env['CHAOS_REPORT'] ?? join(tmpdir(), 'bookedbarber-chaos.json');
      await writeFile(file, JSON.stringify(report, null, 2));
      process.stdout.write(`${textOf(report)}\n\nThe same as JSON: ${file}\n`);
    },
    seconds * 1000 + 420_000,
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

  it('keep no name, note or reason of a person in the cache or the outbox', () => {
    expect(report.violations.persons).toBe(0);
  });

  it('leave no reader with an old list who reads it only when its stream says so', () => {
    expect(report.untrueStreams).toEqual([]);
    if (isWhole) expect(report.confirmedEvents).toBeGreaterThan(0);
  });

  it('were tested by hits, by contended reads, by every fault', () => {
    const [, ...kinds] = report.faults;
    if (report.controlMs.p50 < BUSY_MS) {
      // S1 must not hold because nothing was cached, or because no FORGET was accepted.
      expect(report.hits).toBeGreaterThanOrEqual(LEAST_HITS);
      expect(report.contendedHits).toBeGreaterThan(0);
      expect(report.unforgotten).toBeLessThan(report.writes);
    } else {
      process.stdout.write('This machine is too busy for a cache: the run says little about S1.\n');
    }
    expect(kinds.map((fault) => fault.contendedReads)).not.toContain(0);
    if (!isWhole) return;
    expect(report.contendedReads).toBeGreaterThanOrEqual(LEAST_CONTENDED);
    expect(report.twice).toBeGreaterThan(0);
    expect(report.byRefusal).toBeGreaterThan(0);
    expect(report.notModified).toBeGreaterThan(0);
    // Fewer come on a machine that is busy with other things; the run itself is as long.
    if (!isLong || report.controlMs.p50 >= BUSY_MS) return;
    expect(report.contendedReads).toBeGreaterThanOrEqual(10 * LEAST_CONTENDED);
    // Each came once or twice; while all instances are frozen there are few.
    expect(Math.min(...kinds.map((fault) => fault.contendedReads))).toBeGreaterThanOrEqual(25);
    expect(kinds.filter(({ hits }) => hits > 0).length).toBeGreaterThan(kinds.length / 2);
    expect(Math.max(...kinds.map((fault) => fault.orphaned))).toBeGreaterThan(0);
  });
});
