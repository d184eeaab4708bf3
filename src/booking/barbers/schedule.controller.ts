import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { BarberAccess } from './barber.access.js';
import { ScheduleDto, ScheduleQueryDto } from './schedule.dto.js';
import { ScheduleService } from './schedule.service.js';

@ApiTags('Barbers')
@Controller('barbers/:id/schedule')
export class ScheduleController {
  constructor(
    private readonly schedule: ScheduleService,
    private readonly access: BarberAccess,
  ) {}

  @Get()
  @Right('schedule.read')
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get a barber’s working hours, appointments and time off',
    description:
      'Working hours within the business hours, appointments that are not cancelled, and time off, for a range of dates. ' +
      'Blocks that extend beyond the dates are not cut. A barber sees only their own.',
  })
  @ApiOkResponse({ type: ScheduleDto })
  async get(
    @Param('id', ParseId) id: number,
    @Query() { from, to }: ScheduleQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<ScheduleDto> {
    await this.access.assertMayWatch(id, caller);
    return this.schedule.get(id, from, to);
  }
}
