import { Injectable } from '@nestjs/common';
import { SECOND_MS } from '../../time/durations.js';
import type { CacheAnswer, ReadStatus } from '../entry/cache.answer.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CacheOptions } from '../entry/cache.options.js';
import type { Entry } from '../entry/entry.js';
import { BypassLoads } from './bypass-loads.js';
import { Loader } from './loader.js';

const MAX_WAIT_MS = 2 * SECOND_MS;

/** Answers reads past the cache, by loads that are limited in number (rule 15). */
@Injectable()
export class BypassReads {
  private readonly loads: BypassLoads<readonly Entry[]>;

  constructor(
    { maxBypassLoads }: CacheOptions,
    private readonly loader: Loader,
  ) {
    this.loads = new BypassLoads({ running: maxBypassLoads, waitMs: MAX_WAIT_MS });
  }

  /** Throws what the load throws. @throws Overloaded */
  async read(call: CacheCall, reason: ReadStatus['detail'] = 'slow'): Promise<CacheAnswer> {
    const [answer] = await this.readMany([call], reason);
    return answer as CacheAnswer;
  }

  /** Many calls by what counts as one load. Throws what the load throws. @throws Overloaded */
  async readMany(calls: readonly CacheCall[], reason: ReadStatus['detail'] = 'slow'): Promise<CacheAnswer[]> {
    const id = calls.map(({ address }) => address.id).join(' ');
    const entries = await this.loads.load(id, async () =>
      Promise.all(calls.map(async (call) => this.loader.load(call))),
    );
    return calls.map((call, index) => ({
      entry: entries[index] as Entry,
      status: { result: 'bypass', tier: 'load', detail: reason },
      readOn: call.beganOn,
    }));
  }
}
