import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/cached-answer.interceptor.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { NextAvailableService } from './next-available.service.js';
import { SlotQuestion } from './slot-question.js';
import { AvailableSlotsDto, NextAvailableDto, NextAvailableQueryDto, SlotsQueryDto } from './slots.dto.js';
import { SlotsService } from './slots.service.js';

@ApiTags('Booking')
@Controller('bookings')
export class SlotsController {
  constructor(
    private readonly question: SlotQuestion,
    private readonly slots: SlotsService,
    private readonly nextAvailable: NextAvailableService,
  ) {}

  @Get('available-slots')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'The slots of a day',
    description:
      'Those whose start lies in the day, inside a barber’s windows and the business hours, after the minimum notice ' +
      'and within the horizon, with nobody’s appointment in the way.',
  })
  @ApiOkResponse({ type: AvailableSlotsDto })
  @Problems('not-found')
  async list(
    @Query() sent: SlotsQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<Readonly<AvailableSlotsDto>> {
    const query = await this.question.ofDay(sent, caller);
    const slots = await this.slots.list(query);
    if (sent.includeNextAvailable !== true) return slots;
    return { ...slots, nextAvailable: (await this.nextAvailable.find(query)).next };
  }

  @Get('next-available')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'The first slot from a day on',
    description: 'Up to the booking horizon, however far that is. Without a date: from now on.',
  })
  @ApiOkResponse({ type: NextAvailableDto })
  @Problems('not-found')
  async next(
    @Query() sent: NextAvailableQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<NextAvailableDto> {
    return this.nextAvailable.find(await this.question.fromDayOn(sent, caller));
  }
}
