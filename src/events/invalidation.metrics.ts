import { Injectable } from '@nestjs/common';
import { Histogram } from '../cache/measure/histogram.js';

/** Counts and times this instance's invalidations, for metrics and reports. */
@Injectable()
export class InvalidationMetrics {
  /** Domain events published here since the start. */
  events = 0;
  /** Outbox rows that were not published at the relay's last poll, and the age of the oldest. */
  pending = 0;
  oldestPendingSeconds = 0;
  /** Milliseconds from a change (in the application: its COMMIT) to the reply that its tags are forgotten. */
  lagMs = new Histogram();
  private since = performance.now();

  /** Call when the server starts listening, so that changes made while seeding are not counted. */
  begin(): void {
    this.since = performance.now();
    this.lagMs = new Histogram();
  }

  /** @param changedAt `performance.now()` at the time of the change, whose tags have been forgotten */
  forgotten(changedAt: number): void {
    if (changedAt >= this.since) this.lagMs.observe(performance.now() - changedAt);
  }
}
