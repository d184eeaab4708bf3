import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Roles } from '../auth/caller.js';
import { Answers } from '../http/openapi/answers.decorator.js';
import { Problems } from '../http/openapi/problems.decorator.js';
import { ParseId } from '../http/validation/param.pipes.js';
import { INVALIDATION } from './answers.examples.js';
import { AuditLog } from './audit.log.js';
import { DateRangeDto } from './cache.dto.js';
import { CacheInvalidation, type Invalidation } from './cache-invalidation.service.js';

/** Invalidation by hand; each is written to the audit log. */
@ApiTags('Cache')
@Roles('admin')
@Controller('cache/invalidate')
export class InvalidationController {
  constructor(
    private readonly invalidation: CacheInvalidation,
    private readonly audit: AuditLog,
  ) {}

  @Post('all-slots')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forget all lists of slots' })
  @Answers<Invalidation>(INVALIDATION)
  async allSlots(@CurrentCaller() caller: Caller): Promise<Invalidation> {
    return this.audited(caller, 'invalidate all-slots', {}, await this.invalidation.allSlots());
  }

  @Post('barber/:barberId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forget what is cached about a barber' })
  @Answers<Invalidation>(INVALIDATION)
  @Problems('not-found')
  async barber(
    @CurrentCaller() caller: Caller,
    @Param('barberId', ParseId) barberId: number,
  ): Promise<Invalidation> {
    return this.audited(caller, 'invalidate barber', { barberId }, await this.invalidation.barber(barberId));
  }

  @Post('date-range')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forget what is cached about some dates' })
  @Answers<Invalidation>(INVALIDATION)
  @Problems('not-found')
  async dateRange(@CurrentCaller() caller: Caller, @Body() range: DateRangeDto): Promise<Invalidation> {
    return this.audited(caller, 'invalidate date-range', range, await this.invalidation.dateRange(range));
  }

  @Post('business-settings')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forget booking settings, business hours, and the slots that rest on them' })
  @Answers<Invalidation>(INVALIDATION)
  async businessSettings(@CurrentCaller() caller: Caller): Promise<Invalidation> {
    return this.audited(
      caller,
      'invalidate business-settings',
      {},
      await this.invalidation.businessSettings(),
    );
  }

  private async audited(
    caller: Caller,
    action: string,
    request: object,
    result: Invalidation,
  ): Promise<Invalidation> {
    await this.audit.write(caller.id, action, request, result);
    return result;
  }
}
