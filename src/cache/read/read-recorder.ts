import { Injectable } from '@nestjs/common';
import type { CacheAnswer } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheMetrics } from '../measure/cache.metrics.js';
import { CacheUsage } from '../measure/cache.usage.js';
import { ConsistencySampler } from './consistency-sampler.js';
import { JobScope, type ReadScope } from './read-scope.js';

/** Records how each read was answered: for its request, in the metrics, in the usage counts, and for the sampler. */
@Injectable()
export class ReadRecorder {
  constructor(
    private readonly metrics: CacheMetrics,
    private readonly usage: CacheUsage,
    private readonly sampler: ConsistencySampler,
  ) {}

  /** Returns the answer. */
  record(call: CacheCall, answer: CacheAnswer, scope: ReadScope | undefined): CacheAnswer {
    const { status, entry } = answer;
    scope?.answered(answer, call);
    if (!(scope instanceof JobScope)) {
      this.metrics.region(call.region.name).count(status, performance.now() - call.beganAt);
      this.usage.seen(call);
    }
    if (status.result === 'hit') this.sampler.sample(call, entry);
    return answer;
  }
}
