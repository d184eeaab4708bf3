import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Right } from '../../auth/caller.js';
import { CacheOptions } from '../../cache/entry/cache.options.js';
import { Clock } from '../../config/clock.js';
import { HOUR_MS } from '../../time/durations.js';
import { NewestQueryDto } from '../cache.dto.js';
import { rounded } from '../monitoring/rounded.js';
import { HotKeysDto } from './hot-keys.dto.js';
import { readsWithin, UsageLog } from './usage.log.js';

/** What clients read most, for operators. */
@ApiTags('Cache')
@Right('cache.operate')
@Controller('cache/monitoring')
export class HotKeysController {
  constructor(
    private readonly options: CacheOptions,
    private readonly clock: Clock,
    private readonly usage: UsageLog,
  ) {}

  @Get('hot-keys')
  @ApiOperation({
    summary: 'List the keys that are read most',
    description: 'Of the whole fleet. Instances report what they counted about once a minute.',
  })
  @ApiOkResponse({ type: HotKeysDto })
  async hotKeys(@Query() { limit }: NewestQueryDto): Promise<HotKeysDto> {
    const reads = await this.usage.hottest(this.clock.now(), limit);
    return {
      items: reads.map((read) => ({
        key: `${this.options.namespace}:${read.id}`,
        region: read.region,
        readsPerHour: rounded(readsWithin(HOUR_MS, read), 1),
        countedAt: new Date(read.scoredAt).toISOString(),
      })),
    };
  }
}
