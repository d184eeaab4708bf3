import { describe, expect, it } from '@jest/globals';
import { check } from './checker/checker.js';
import { type Mutation, withMutant } from './checker/mutant.js';
import type { Report } from './checker/report.js';
import { textOf } from './checker/report.text.js';

/** A checker that cannot fail proves nothing: each of these lies in its own way, and without any fault. */
const MUTANTS: readonly (Mutation & { readonly lie: string; readonly breaks: 'S1' | 'outbox' })[] = [
  {
    lie: 'FORGET forgets nothing',
    file: 'cache/redis.store.js',
    find: 'client.unlink(...keys)',
    replace: 'client.exists(...keys)',
    breaks: 'S1',
  },
  {
    lie: "other writers' changes are published by nobody",
    file: 'events/outbox.queue.js',
    find: 'if (rows.length === 0) return 0;',
    replace: 'return 0;',
    breaks: 'outbox',
  },
  {
    lie: 'an instance serves what it has for five seconds',
    file: 'cache/l1.js',
    find: 'now - kept.confirmedAt < LEASE_MS && kept.confirmedAt > this.leasesFrom',
    replace: 'now - kept.confirmedAt < 5000',
    breaks: 'S1',
  },
  {
    lie: 'the stamp of an entry is not compared',
    file: 'cache/reader.js',
    find: 'stored?.stamp !== stamp',
    replace: '!stored',
    breaks: 'S1',
  },
  {
    lie: "other writers' changes count as published before they are",
    file: 'events/outbox.queue.js',
    find: 'await work(rows);',
    replace: '',
    breaks: 'S1',
  },
];
/** In `npm test` the first three; `npm run test:chaos` sets the time of a long run. */
const LIARS = process.env['CHAOS_SECONDS'] === undefined ? MUTANTS.slice(0, 3) : MUTANTS;
/** Enough on a machine with nothing else to do; on a busy one few reads are made in it, and there is another attempt. */
const SECONDS = 5;
const ATTEMPTS = 4;

describe('the checker convicts', () => {
  it.each(LIARS)(
    '$lie',
    async ({ breaks, ...mutation }) => {
      const report = await withMutant(mutation, async (main) => untilConvicted(main, breaks));
      if (report.violations[breaks] === 0) throw new Error(`Not convicted:\n${textOf(report)}`);
      expect(report.trace.length).toBeGreaterThan(breaks === 'S1' ? 2 : -1);
    },
    180_000,
  );
});

async function untilConvicted(main: string, breaks: 'S1' | 'outbox'): Promise<Report> {
  for (let seed = 1; ; seed++) {
    const report = await check({ main, seconds: SECONDS, seed, faults: [] });
    if (report.violations[breaks] > 0 || seed === ATTEMPTS) return report;
  }
}
