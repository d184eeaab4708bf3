import { Injectable } from '@nestjs/common';
import { Histogram } from '../cache/measure/histogram.js';
import { SECOND_MS } from '../time/durations.js';

/** What the relay's last poll found counts for this long. */
const KNOWN_FOR_MS = 10 * SECOND_MS;

/** Counts and times this instance's invalidations, for metrics and reports. */
@Injectable()
export class InvalidationMetrics {
  /** Domain events published here since the start. */
  events = 0;
  /** Milliseconds from a change (in the application: its COMMIT) to the reply that its tags are forgotten. */
  lagMs = new Histogram();
  private since = performance.now();
  private outbox = { pending: 0, oldestMs: 0, at: Number.NEGATIVE_INFINITY };

  /** Outbox rows that were not published at the relay's last poll; `null` if there was none for ten seconds. */
  get pending(): number | null {
    return this.isKnown ? this.outbox.pending : null;
  }

  /** The age of the oldest of them. */
  get oldestPendingSeconds(): number | null {
    return this.isKnown ? this.outbox.oldestMs / 1000 : null;
  }

  /** Records what a poll of the relay found. */
  polled({ pending, oldestMs }: { readonly pending: number; readonly oldestMs: number }): void {
    this.outbox = { pending, oldestMs, at: performance.now() };
  }

  /** Call when the server starts listening, so that changes made while seeding are not counted. */
  begin(): void {
    this.since = performance.now();
    this.lagMs = new Histogram();
  }

  /** @param changedAt `performance.now()` at the time of the change, whose tags have been forgotten */
  forgotten(changedAt: number): void {
    if (changedAt >= this.since) this.lagMs.observe(performance.now() - changedAt);
  }

  private get isKnown(): boolean {
    return performance.now() - this.outbox.at < KNOWN_FOR_MS;
  }
}
