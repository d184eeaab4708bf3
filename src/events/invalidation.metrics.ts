import { Injectable } from '@nestjs/common';
import { Histogram } from '../cache/measure/histogram.js';

/** What this instance's invalidations amount to, as plain numbers for whoever reports them. */
@Injectable()
export class InvalidationMetrics {
  /** Domain events published here since the start. */
  events = 0;
  /** Outbox rows that nobody had published at the relay's last poll, and the age of the oldest. */
  pending = 0;
  oldestPendingSeconds = 0;
  /** Milliseconds from a change (in the application: its COMMIT) to the reply that its tags are forgotten. */
  lagMs = new Histogram();
  private since = performance.now();

  /** From now on somebody is served. What the database was filled with before kept nobody waiting, and counts nowhere. */
  begin(): void {
    this.since = performance.now();
    this.lagMs = new Histogram();
  }

  /** @param changedAt of a change that is forgotten by now: `performance.now()` of its time */
  forgotten(changedAt: number): void {
    if (changedAt >= this.since) this.lagMs.observe(performance.now() - changedAt);
  }
}
