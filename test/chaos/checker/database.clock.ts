interface Jump {
  readonly from: number;
  readonly until: number;
  readonly aheadMs: number;
}

/** For the two clocks are read one after the other, and the database keeps microseconds. */
const TOLERANCE_MS = 1000;

/**
 * Converts times of the database's wall clock to this process's monotonic clock. Knows when the database's clock was made to
 * jump: a time far from every normal one was read during a jump.
 */
export class DatabaseClock {
  private readonly jumps: Jump[] = [];

  /** @param epochMs the wall clock at the zero of the monotonic one */
  constructor(private readonly epochMs = Date.now() - performance.now()) {}

  /** @param aheadMs by much more than a run takes, so that no time has two meanings */
  jumped(from: number, until: number, aheadMs: number): void {
    this.jumps.push({ from, until, aheadMs });
  }

  /** @param databaseMs milliseconds since 1970 */
  instantOf(databaseMs: number): number {
    const instant = databaseMs - this.epochMs;
    for (const { from, until, aheadMs } of this.jumps) {
      const shifted = instant - aheadMs;
      if (shifted >= from - TOLERANCE_MS && shifted <= until + TOLERANCE_MS) return shifted;
    }
    return instant;
  }
}
