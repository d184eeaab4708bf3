import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { BarberAccess } from '../barbers/barber.access.js';
import { ConflictsDto, ConflictsQueryDto } from './conflicts.dto.js';
import { ConflictsService } from './conflicts.service.js';
import { IntervalConflictsService } from './interval-conflicts.service.js';
import { invalidField } from '../../http/problem.js';

@ApiTags('Booking')
@Controller('bookings/conflicts')
export class ConflictsController {
  constructor(
    private readonly conflicts: ConflictsService,
    private readonly access: BarberAccess,
    private readonly ofInterval: IntervalConflictsService,
  ) {}

  @Get()
  @Right('schedule.read')
  @AnswersFromCache()
  @ApiOperation({
    summary: 'List the appointments that conflict with a day or an interval',
    description:
      'The barber’s appointments whose blocked range touches the day, or with `time` and `durationMinutes` one interval ' +
      'that begins on it. A barber sees only their own.',
  })
  @ApiOkResponse({ type: ConflictsDto })
  @Problems('not-found')
  async list(@CurrentCaller() caller: Caller, @Query() query: ConflictsQueryDto): Promise<ConflictsDto> {
    const { barberId, date, time, durationMinutes } = query;
    await this.access.assertMayWatch(barberId, caller);
    if (time === undefined && durationMinutes === undefined) return this.conflicts.list(barberId, date);
    if (time === undefined) throw invalidField('time', 'is required with durationMinutes');
    if (durationMinutes === undefined) throw invalidField('durationMinutes', 'is required with time');
    return this.ofInterval.list(barberId, date, time, durationMinutes);
  }
}
