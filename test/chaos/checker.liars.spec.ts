import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { check, type Run } from './checker/checker.js';
import { withLiar } from './checker/liar.application.js';
import { type Liar, LIARS } from './checker/liars.js';
import type { Report } from './checker/report.js';
import { textOf } from './checker/report.text.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** `npm test` tries the first one; `npm run test:chaos`, which sets a duration, tries all. */
const TRIED = process.env['CHAOS_SECONDS'] === undefined ? LIARS.slice(0, 1) : LIARS;
const SECONDS = 5;
const SECONDS_OF_FAULTS = 20;
/** A run that made fewer hits goes on for a while: a lie cannot show where nothing is cached. */
const LEAST_HITS = 500;
const TIMEOUT_MS = 600_000;
const ATTEMPTS = 4;
/** Few registers, each of whose writes is pursued at every instance: what an idle machine shows, a busy one shows as well. */
const REGISTERS = ['business_hours', 'barber_availability'];
/** Whose changes forget the tag of everybody. */
const REGISTERS_OF_EVERYBODY = ['services', 'booking_settings'];
const PACE = { writeEveryMs: 100, readEveryMs: 250, pursued: 1 };
/** A lease takes half a second, for writers as well as for readers, so an application that keeps the protocol is not convicted. */
const SLOW_CLOCKS = { clockRate: 0.05 };

describe('the checker convicts', () => {
  it.each(TRIED)(
    '$lie',
    async ({ name, change, ...liar }) => {
      const report = await withLiar({ name, change }, async (main) => untilConvicted(main, liar));
      if (report.violations[liar.breaks] === 0) throw new Error(`Not convicted:\n${textOf(report)}`);
      expect(report.trace.length).toBeGreaterThan(liar.breaks === 'S1' ? 2 : -1);
    },
    TIMEOUT_MS,
  );

  it(
    'no application that keeps the protocol, with slow clocks and pursued writes',
    async () => {
      const registers = [...REGISTERS, ...REGISTERS_OF_EVERYBODY];
      const report = await check({ ...runOf({ isBrief: true, registers }), main: MAIN, seed: 1 });
      // S2 and S3 are limits of time, which such clocks make twenty times longer.
      expect({ ...report.violations, trace: report.violations.S1 === 0 ? [] : report.trace }).toMatchObject({
        S0: 0,
        S1: 0,
        phantom: 0,
        outbox: 0,
        trace: [],
      });
    },
    TIMEOUT_MS,
  );
});

async function untilConvicted(
  main: string,
  liar: Pick<Liar, 'breaks' | 'fault' | 'isBrief' | 'registers'>,
): Promise<Report> {
  for (let seed = 1; ; seed++) {
    const report = await check({ ...runOf(liar), main, seed });
    if (report.violations[liar.breaks] > 0 || seed === ATTEMPTS) return report;
  }
}

function runOf({
  fault,
  isBrief,
  registers = REGISTERS,
}: Pick<Liar, 'fault' | 'isBrief' | 'registers'>): Omit<Run, 'main' | 'seed'> {
  if (fault !== undefined) return { seconds: SECONDS_OF_FAULTS, faults: [fault] };
  const clocks = isBrief === true ? SLOW_CLOCKS : {};
  return { seconds: SECONDS, faults: [], registers, pace: PACE, leastHits: LEAST_HITS, ...clocks };
}
