import { Body, Controller, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import { IF_MATCH, VERSION_HEADER, withVersion } from '../../http/version-headers.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { AppointmentDto } from './appointment.dto.js';
import { AppointmentReplay } from './appointment.replay.js';
import { DayHandoverAnswerDto, DayHandoverDto, HandoverDto, HandoverPreviewDto } from './handover.dto.js';
import { HandoverService } from './handover.service.js';

@ApiTags('Booking')
@Right('bookings.serve')
@Controller()
export class HandoverController {
  constructor(private readonly handover: HandoverService) {}

  @Post('bookings/:id/reassign')
  @HttpCode(HttpStatus.OK)
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Hand an appointment over to another barber',
    description:
      'At the same time, place, length and price. Notice, grid and horizon do not apply: the client’s time stays.',
  })
  @Idempotent(AppointmentReplay)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems('version-mismatch', 'conflict', 'nobody-free', 'slot-taken', 'outside-availability')
  async reassign(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Body() body: HandoverDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.handover.reassign(caller, id, body, ifMatch));
  }

  @Post('barbers/:id/reassign-day')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Hand over a barber’s day',
    description:
      'Each confirmed appointment of the day that is not over goes to a barber who is free. One that no barber can take stays, with ' +
      'the reason.',
  })
  @Idempotent()
  @ApiOkResponse({ type: DayHandoverAnswerDto })
  @Problems('not-found')
  reassignDay(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Query() { preview }: HandoverPreviewDto,
    @Body() { date }: DayHandoverDto,
  ): Promise<DayHandoverAnswerDto> {
    return this.handover.reassignDay(caller, id, date, preview);
  }
}
