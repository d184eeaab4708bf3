import { Injectable } from '@nestjs/common';
import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { Clock } from '../../config/clock.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { UsageLog } from '../usage/usage.log.js';
import { SlotDemand } from './slot-demand.js';

/** What use has taught. */
export interface Learned {
  /** What was asked for lately and can be asked for again, the most wanted first. */
  readonly reads: readonly ReadJob[];
  readonly demand: SlotDemand;
}

@Injectable()
export class LearnedReads {
  constructor(
    private readonly clock: Clock,
    private readonly log: UsageLog,
    private readonly jobs: ReadJobs,
  ) {}

  async lately(): Promise<Learned> {
    const asked = (await this.log.mostAsked(this.clock.now())).flatMap((read) => {
      const job = this.jobs.again(read);
      return job === null ? [] : [{ ...read, job }];
    });
    return {
      reads: asked.filter((read) => !this.jobs.isPast(read)).map(({ job }) => job),
      demand: new SlotDemand(
        asked
          .filter(({ region }) => region === slotsRegion.name)
          .map(({ args, score, scoredAt }) => ({
            query: args[0] as SlotQuery,
            askedOn: dateAt('UTC', scoredAt),
            score,
          })),
      ),
    };
  }
}
