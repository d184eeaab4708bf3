import { describe, expect, it } from '@jest/globals';
import { check } from './checker/checker.js';
import type { FaultKind } from './checker/faults/fault.js';
import { withLiar } from './checker/liar.application.js';
import { LIARS } from './checker/liars.js';
import type { Report } from './checker/report.js';
import { textOf } from './checker/report.text.js';

/** `npm test` tries the first one; `npm run test:chaos`, which sets a duration, tries all. */
const TRIED = process.env['CHAOS_SECONDS'] === undefined ? LIARS.slice(0, 1) : LIARS;
/** Long enough on an idle machine; a busy one makes few reads in it, which is why there are several attempts. */
const SECONDS = 5;
const SECONDS_OF_FAULTS = 20;
const ATTEMPTS = 4;

describe('the checker convicts', () => {
  it.each(TRIED)(
    '$lie',
    async ({ breaks, fault, ...liar }) => {
      const report = await withLiar(liar, async (main) => untilConvicted(main, breaks, fault));
      if (report.violations[breaks] === 0) throw new Error(`Not convicted:\n${textOf(report)}`);
      expect(report.trace.length).toBeGreaterThan(breaks === 'S1' ? 2 : -1);
    },
    180_000,
  );
});

async function untilConvicted(main: string, breaks: 'S1' | 'outbox', fault?: FaultKind): Promise<Report> {
  const [seconds, faults] = fault === undefined ? [SECONDS, []] : [SECONDS_OF_FAULTS, [fault]];
  for (let seed = 1; ; seed++) {
    const report = await check({ main, seconds, seed, faults });
    if (report.violations[breaks] > 0 || seed === ATTEMPTS) return report;
  }
}
