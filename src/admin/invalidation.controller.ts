import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../auth/caller.js';
import { Problems } from '../http/openapi/problems.decorator.js';
import { ParseId } from '../http/validation/param.pipes.js';
import { AuditLog } from './audit.log.js';
import { DateRangeDto, DryRunQueryDto } from './cache.dto.js';
import { CacheInvalidation } from './cache-invalidation.service.js';
import { InvalidationDto } from './invalidation.dto.js';

/** Invalidation by hand; each is written to the audit log. With `dryRun=true` the answer is what would be forgotten. */
@ApiTags('Cache')
@Right('cache.operate')
@Controller('cache/invalidate')
export class InvalidationController {
  constructor(
    private readonly invalidation: CacheInvalidation,
    private readonly audit: AuditLog,
  ) {}

  @Post('all-slots')
  @HttpCode(200)
  @ApiOperation({ summary: 'Invalidate all lists of slots' })
  @ApiOkResponse({ type: InvalidationDto })
  async allSlots(
    @CurrentCaller() caller: Caller,
    @Query() { dryRun }: DryRunQueryDto,
  ): Promise<InvalidationDto> {
    const answer = await this.invalidation.allSlots(dryRun);
    return this.audited(caller, 'invalidate all-slots', dryRun ? null : {}, answer);
  }

  @Post('barber/:barberId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Invalidate everything that is cached about a barber' })
  @ApiOkResponse({ type: InvalidationDto })
  @Problems('not-found')
  async barber(
    @CurrentCaller() caller: Caller,
    @Param('barberId', ParseId) barberId: number,
    @Query() { dryRun }: DryRunQueryDto,
  ): Promise<InvalidationDto> {
    const answer = await this.invalidation.barber(barberId, dryRun);
    return this.audited(caller, 'invalidate barber', dryRun ? null : { barberId }, answer);
  }

  @Post('date-range')
  @HttpCode(200)
  @ApiOperation({ summary: 'Invalidate everything that is cached about a range of dates' })
  @ApiOkResponse({ type: InvalidationDto })
  @Problems('not-found')
  async dateRange(
    @CurrentCaller() caller: Caller,
    @Body() range: DateRangeDto,
    @Query() { dryRun }: DryRunQueryDto,
  ): Promise<InvalidationDto> {
    const answer = await this.invalidation.dateRange(range, dryRun);
    return this.audited(caller, 'invalidate date-range', dryRun ? null : range, answer);
  }

  @Post('business-settings')
  @HttpCode(200)
  @ApiOperation({ summary: 'Invalidate booking settings, business hours and the slots that depend on them' })
  @ApiOkResponse({ type: InvalidationDto })
  async businessSettings(
    @CurrentCaller() caller: Caller,
    @Query() { dryRun }: DryRunQueryDto,
  ): Promise<InvalidationDto> {
    const answer = await this.invalidation.businessSettings(dryRun);
    return this.audited(caller, 'invalidate business-settings', dryRun ? null : {}, answer);
  }

  /** @param request `null`: nothing was changed */
  private async audited(
    caller: Caller,
    action: string,
    request: object | null,
    result: InvalidationDto,
  ): Promise<InvalidationDto> {
    if (request !== null) await this.audit.write(caller.id, action, request, result);
    return result;
  }
}
