import { Injectable } from '@nestjs/common';
import type { CacheAnswer } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheUsage } from '../measure/cache.usage.js';
import { ReadScope } from './read-scope.js';

/** The reads of a job: nobody asked for them, so they are neither hits nor misses, nor a sign of what is wanted. */
export class JobScope extends ReadScope {}

/** Counts what was asked for, and how it was answered. */
@Injectable()
export class ReadCounter {
  constructor(
    private readonly metrics: CacheMetrics,
    private readonly usage: CacheUsage,
  ) {}

  count(call: CacheCall, { status }: CacheAnswer, scope: ReadScope | undefined): void {
    if (scope instanceof JobScope) return;
    this.metrics.region(call.region.name).count(status, performance.now() - call.beganAt);
    this.usage.seen(call);
  }
}
