import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { DaySheetDto, DaySheetQueryDto } from './day-sheet.dto.js';
import { DaySheetService } from './day-sheet.service.js';

@ApiTags('Shop')
@Controller('locations/:id/day')
export class DaySheetController {
  constructor(private readonly days: DaySheetService) {}

  @Get()
  @HasEtag()
  @Right('schedule.read')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Get a day of a location',
    description:
      'Who works when, who is coming, who is off, and what is free; for staff of the location. A barber sees their own day.',
  })
  @ApiOkResponse({ type: DaySheetDto })
  get(
    @Param('id', ParseId) id: number,
    @Query() { date }: DaySheetQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<DaySheetDto> {
    return this.days.get(caller, id, date);
  }
}
