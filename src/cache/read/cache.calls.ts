import { Injectable } from '@nestjs/common';
import { Clock } from '../../config/clock.js';
import { addressOf } from '../entry/known-addresses.js';
import type { CacheCall } from '../entry/cache.call.js';
import { CurrentGeneration } from '../entry/current-generation.js';
import type { Region } from '../entry/region.js';

/** Makes the call object of each read. */
@Injectable()
export class CacheCalls {
  constructor(
    private readonly generation: CurrentGeneration,
    private readonly clock: Clock,
  ) {}

  of<Args extends unknown[]>(region: Region<Args>, args: Args, load: () => Promise<unknown>): CacheCall {
    const general = region as unknown as Region<unknown[]>;
    return {
      region: general,
      address: addressOf(general, args),
      generation: this.generation.of(region),
      load,
      beganAt: performance.now(),
      beganOn: this.clock.now(),
    };
  }
}
