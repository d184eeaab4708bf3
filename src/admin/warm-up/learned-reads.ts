import { Injectable } from '@nestjs/common';
import type { SlotQuery } from '../../booking/slots/slot.query.js';
import { slotsRegion } from '../../booking/slots/slots.cache.js';
import { dateAt } from '../../booking/wall-time/zone-day.js';
import { Clock } from '../../config/clock.js';
import { type ReadJob, ReadJobs } from '../usage/read.jobs.js';
import { UsageLog } from '../usage/usage.log.js';
import { SlotDemand } from './slot-demand.js';

/** What the usage log says about the reads that clients make. */
export interface Learned {
  /** Recent reads that clients may make again, the most requested first. */
  readonly reads: readonly ReadJob[];
  readonly demand: SlotDemand;
}

/** Turns the usage log into reads for the warm-up. */
@Injectable()
export class LearnedReads {
  constructor(
    private readonly clock: Clock,
    private readonly log: UsageLog,
    private readonly jobs: ReadJobs,
  ) {}

  async recent(): Promise<Learned> {
    const recent = (await this.log.mostAsked(this.clock.now())).flatMap((read) => {
      const job = this.jobs.again(read);
      return job === null ? [] : [{ ...read, job }];
    });
    return {
      reads: recent.filter((read) => !this.jobs.isPast(read)).map(({ job }) => job),
      demand: new SlotDemand(
        recent
          .filter(({ region }) => region === slotsRegion.name)
          .map(({ args, score, scoredAt }) => ({
            query: args[0] as SlotQuery,
            requestedOn: dateAt('UTC', scoredAt),
            score,
          })),
      ),
    };
  }
}
