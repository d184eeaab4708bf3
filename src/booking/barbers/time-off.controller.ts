import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/answers/created.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { readId } from '../../http/validation/number.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { AffectedReplay } from '../affected/affected.replay.js';
import { AffectedDto, PreviewQueryDto } from '../affected/affected.dto.js';
import { HasEtag } from '../../http/answers/etag.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofBarber } from '../places/conditions.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import {
  AddedTimeOffDto,
  NewTimeOffDto,
  TimeOffDto,
  TimeOffListDto,
  TimeOffQueryDto,
} from './time-off.dto.js';
import { TimeOffService } from './time-off.service.js';

@ApiTags('Barbers')
@Right('availability.change')
@Controller('barbers/:id/time-off')
export class TimeOffController {
  constructor(private readonly timeOff: TimeOffService) {}

  @Get()
  @Right('schedule.read')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'List a barber’s time off',
    description:
      'With reasons, also what is over, in the order in which it was added. A barber sees only their own.',
  })
  @ApiOkResponse({ type: TimeOffListDto })
  list(
    @Param('id', ParseId) id: number,
    @Query() query: TimeOffQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<TimeOffListDto> {
    return this.timeOff.list(caller, id, query);
  }

  @Get(':timeOffId')
  @HasEtag()
  @Right('schedule.read')
  @PrivateAnswer()
  @ApiOperation({ summary: 'Get a time off', description: 'A barber sees only their own.' })
  @ApiOkResponse({ type: TimeOffDto })
  get(
    @Param('id', ParseId) id: number,
    @Param('timeOffId', ParseId) timeOffId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<TimeOffDto> {
    return this.timeOff.get(caller, id, timeOffId);
  }

  @Post()
  @ApiOperation({
    summary: 'Give a barber time off',
    description:
      'From instant to instant, or all of some dates of the shop. A barber may add only their own, and has at most 1,000 ahead. No slot overlaps time off; existing appointments stay as they are, and `affected` names them.',
  })
  @PrivateAnswer()
  @Created(AddedTimeOffDto)
  @Idempotent(AffectedReplay)
  @ApiOkResponse({ type: AffectedDto, description: 'With `preview=true`: what it would leave uncovered' })
  @Problems('conflict')
  async add(
    @Param('id', ParseId) id: number,
    @Body() body: NewTimeOffDto,
    @Query() { preview }: PreviewQueryDto,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<(TimeOffDto & AffectedDto) | AffectedDto> {
    if (preview === true) reply.status(HttpStatus.OK);
    return this.timeOff.add(id, body, caller, preview);
  }

  @Delete(':timeOffId')
  @ChecksIfMatch(
    ofBarber((timeOff: TimeOffController, id, { params, caller }) =>
      timeOff.get(id, readId(params['timeOffId'] ?? '') ?? 0, caller),
    ),
  )
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Remove a barber’s time off', description: 'A barber may remove only their own.' })
  @ApiNoContentResponse({ description: 'The time off is removed' })
  remove(
    @Param('id', ParseId) id: number,
    @Param('timeOffId', ParseId) timeOffId: number,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.timeOff.remove(id, timeOffId, caller);
  }
}
