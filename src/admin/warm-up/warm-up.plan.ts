import type { ReadJob } from '../usage/read.jobs.js';

/** Reads that a plan counts together. */
interface PlannedReads {
  readonly region: string;
  readonly reads: number;
  /** Time that one of them takes, in ms. */
  readonly loadMs: number;
}

/** What a warm-up is going to read: how much is known before, the reads themselves are made one after the other. */
export class WarmUpPlan {
  /** Reads by region, in the order of their first. */
  readonly regions: readonly { readonly name: string; readonly reads: number }[];
  readonly reads: number;
  /** How long the loads take if nothing is cached yet, in ms. */
  readonly estimatedMs: number;

  /**
   * @param atOnce loads that run at once
   * @param jobs makes the reads; a plan is run once
   */
  constructor(
    counted: readonly PlannedReads[],
    atOnce: number,
    readonly jobs: () => AsyncGenerator<ReadJob>,
  ) {
    const byRegion = new Map<string, number>();
    for (const { region, reads } of counted) {
      byRegion.set(region, (byRegion.get(region) ?? 0) + Math.max(0, reads));
    }
    this.regions = [...byRegion].filter(([, reads]) => reads > 0).map(([name, reads]) => ({ name, reads }));
    this.reads = this.regions.reduce((sum, { reads }) => sum + reads, 0);
    this.estimatedMs = Math.ceil(
      counted.reduce((sum, { reads, loadMs }) => sum + Math.max(0, reads) * loadMs, 0) / atOnce,
    );
  }
}
