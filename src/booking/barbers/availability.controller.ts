import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { extentOf } from '../../auth/rights.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofBarber } from '../places/conditions.js';
import { WeekDto } from '../wall-time/windows.dto.js';
import { AnswersChangeOrPreview, type AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { AvailabilityDto, ChangedAvailabilityDto, DayQueryDto } from './availability.dto.js';
import { AvailabilityService } from './availability.service.js';
import { BarberAccess } from './barber.access.js';
import { TimeOffService } from './time-off.service.js';

@ApiTags('Barbers')
@Controller('barbers/:id/availability')
export class AvailabilityController {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly timeOff: TimeOffService,
    private readonly access: BarberAccess,
  ) {}

  @Get()
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get when a barber works',
    description:
      'On the clock of the barber’s location, whose business hours limit it further. Overrides and time off that ended ' +
      'before today (there) are left out.',
  })
  @ApiOkResponse({ type: AvailabilityDto })
  get(
    @Param('id', ParseId) id: number,
    @Query() { day }: DayQueryDto,
    @CurrentCaller() caller: Caller | undefined,
  ): Promise<AvailabilityDto> {
    const answer = this.availability.get(id, day);
    // Only the cached read itself is sent without being parsed.
    return caller === undefined || extentOf(caller.role, 'schedule.read') === undefined
      ? answer
      : this.withReasons(answer, caller);
  }

  private async withReasons(read: Promise<AvailabilityDto>, caller: Caller): Promise<AvailabilityDto> {
    const answer = await read;
    if (answer.timeOff.length === 0 || !(await this.access.mayWatch(answer.barberId, caller))) return answer;
    const reasons = await this.timeOff.reasonsOf(answer.timeOff.map(({ id }) => id));
    const timeOff = answer.timeOff.map((span) =>
      Object.assign({}, span, { reason: reasons.get(span.id) ?? null }),
    );
    return Object.assign({}, answer, { timeOff });
  }

  @Put()
  @ChecksIfMatch(
    ofBarber((availability: AvailabilityController, id, { caller }) => availability.get(id, {}, caller)),
  )
  @Right('availability.change')
  @ApiOperation({
    summary: 'Set a barber’s week',
    description:
      'Replaces the week; overrides and time off stay. A barber may set only their own. Appointments stay as they are; ' +
      '`affected` names those that are uncovered now.',
  })
  @PrivateAnswer()
  @AnswersChangeOrPreview(ChangedAvailabilityDto)
  set(
    @Param('id', ParseId) id: number,
    @Body() body: WeekDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<(AvailabilityDto & AffectedDto) | AffectedDto> {
    return this.availability.setWeek(id, body.weekly, caller, preview);
  }
}
