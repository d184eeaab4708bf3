import { Body, Controller, Delete, Get, Headers, Param, Patch, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../auth/caller.js';
import { Problems } from '../../../http/openapi/problems.decorator.js';
import { PrivateAnswer } from '../../../http/answers/private-answer.decorator.js';
import { IF_MATCH, VERSION_HEADER, withVersion } from '../../../http/version-headers.js';
import { APPOINTMENT_CHANGES_EXAMPLES, AppointmentChangesDto } from '../appointment-bodies.dto.js';
import { AppointmentDto } from '../appointment.dto.js';
import { GuestAppointments } from './guest-appointments.service.js';

/** The token in the path, for each operation: of a class the generator takes no description. */
const HasManageToken = () =>
  ApiParam({
    name: 'manageToken',
    schema: { type: 'string', example: 'gFh2k1cX9jYdLw0bq5ZPAQ' },
    description: 'As `POST /bookings` answered it; valid until a day after the start',
  });

@ApiTags('Booking')
@Public({ ignoresToken: true })
@Controller('guest-bookings/:manageToken')
export class GuestBookingsController {
  constructor(private readonly guests: GuestAppointments) {}

  @Get()
  @HasManageToken()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Get a guest’s appointment',
    description: 'For who has its link. A link that never was and one that has ended are answered alike.',
  })
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems('not-found')
  async get(
    @Param('manageToken') token: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.guests.get(token));
  }

  @Patch()
  @HasManageToken()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Move or change a guest’s appointment',
    description: 'As clients change their own: either every change is made or none.',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: AppointmentChangesDto, examples: APPOINTMENT_CHANGES_EXAMPLES })
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems(
    ...(['not-found', 'forbidden', 'version-mismatch', 'already-cancelled', 'conflict'] as const),
    ...(['too-late-to-cancel', 'slot-taken', 'client-busy', 'client-blocked'] as const),
    ...(['outside-availability', 'too-soon', 'beyond-horizon'] as const),
  )
  async change(
    @Param('manageToken') token: string,
    @Body() body: AppointmentChangesDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.guests.change(token, body, ifMatch));
  }

  @Delete()
  @HasManageToken()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Cancel a guest’s appointment',
    description: 'The appointment is kept, with the status `cancelled`.',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems('not-found', 'version-mismatch', 'already-cancelled', 'conflict', 'too-late-to-cancel')
  async cancel(
    @Param('manageToken') token: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.guests.cancel(token, ifMatch));
  }
}
