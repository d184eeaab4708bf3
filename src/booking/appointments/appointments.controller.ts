import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { Created } from '../../http/answers/created.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { IF_MATCH, VERSION_HEADER, withVersion } from '../../http/version-headers.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import {
  APPOINTMENT_CHANGES_EXAMPLES,
  AppointmentChangesDto,
  AppointmentCancellationDto,
  NEW_APPOINTMENT_EXAMPLES,
  NewAppointmentDto,
} from './appointment-bodies.dto.js';
import { AppointmentDto, AppointmentsPageDto, BookedAppointmentDto } from './appointment.dto.js';
import { AppointmentsQueryDto } from './appointments-query.dto.js';
import { AppointmentReplay } from './appointment.replay.js';
import { WalkInDto } from './walk-in.dto.js';
import { WalkInService } from './walk-in.service.js';
import { AppointmentChangesService } from './appointment-changes.service.js';
import { ShopLaneInterceptor } from './shop-lane.interceptor.js';
import { GuestAppointments } from './guests/guest-appointments.service.js';
import { AppointmentsService } from './appointments.service.js';
import { AppointmentsQuery } from './appointments.query.js';

@ApiTags('Booking')
@Right('bookings.own')
@Controller('bookings')
export class AppointmentsController {
  constructor(
    private readonly reads: AppointmentsQuery,
    private readonly appointments: AppointmentsService,
    private readonly changes: AppointmentChangesService,
    private readonly walkIns: WalkInService,
    private readonly guests: GuestAppointments,
  ) {}

  @Post()
  @Public()
  @ApiOperation({
    summary: 'Book an appointment',
    description:
      'At `date` and `time` on the clock of `timezone`, or at `startsAt`. The start must be a slot that `GET ' +
      '/api/v1/bookings/available-slots` lists. Without an account, where the business lets guests book, `client` names who comes; the ' +
      'answer then has a `manageToken`.',
  })
  @PrivateAnswer()
  @ApiBody({ type: NewAppointmentDto, examples: NEW_APPOINTMENT_EXAMPLES })
  @Created(BookedAppointmentDto, VERSION_HEADER)
  @Idempotent(AppointmentReplay)
  @Problems(
    ...(['unauthenticated', 'not-found', 'forbidden', 'email-not-verified'] as const),
    ...(['slot-taken', 'overloaded'] as const),
    ...(['outside-availability', 'in-the-past', 'too-soon', 'beyond-horizon'] as const),
    ...(['client-exists', 'client-busy', 'client-blocked', 'too-many-bookings'] as const),
  )
  // The last decorator is the first interceptor.
  @UseInterceptors(ShopLaneInterceptor)
  async book(
    @CurrentCaller() caller: Caller | undefined,
    @Body() body: NewAppointmentDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BookedAppointmentDto> {
    const booked = caller === undefined ? this.guests.create(body) : this.appointments.create(caller, body);
    return withVersion(reply, await booked);
  }

  @Post('walk-in')
  @Right('bookings.serve')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Book for who stands at the counter',
    description:
      'The barber who can begin first, now. If none can within `startsWithinMinutes`, the answer names the `next` start of the ' +
      'following 24 hours.',
  })
  @Created(AppointmentDto, VERSION_HEADER, '..')
  @Idempotent(AppointmentReplay)
  @Problems('not-found', 'nobody-free', 'client-exists', 'client-busy', 'client-blocked', 'too-many-bookings')
  async walkIn(
    @CurrentCaller() caller: Caller,
    @Body() body: WalkInDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.walkIns.book(caller, body));
  }

  @Get()
  @PrivateAnswer()
  @ApiOperation({
    summary: 'List the caller’s appointments, by start',
    description: 'Clients see their own, barbers also those that they are booked for, admins all.',
  })
  @ApiOkResponse({ type: AppointmentsPageDto })
  @Problems('not-found')
  list(@CurrentCaller() caller: Caller, @Query() query: AppointmentsQueryDto): Promise<AppointmentsPageDto> {
    return this.reads.list(caller, query);
  }

  @Get(':id')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Get an appointment',
    description: 'Clients get only their own; another one is not found.',
  })
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.reads.get(caller, id));
  }

  @Patch(':id')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Move or change an appointment',
    description:
      'Either every change is made or none: if the new slot is not available, the appointment stays as it was. A change that ' +
      'changes nothing writes nothing. `date` or `time` alone keeps the other.',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: AppointmentChangesDto, examples: APPOINTMENT_CHANGES_EXAMPLES })
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems(
    ...(['forbidden', 'version-mismatch', 'already-cancelled', 'conflict'] as const),
    ...(['too-late-to-cancel', 'too-early', 'slot-taken'] as const),
    ...(['client-exists', 'client-busy', 'client-blocked', 'too-many-bookings'] as const),
    ...(['outside-availability', 'in-the-past', 'too-soon', 'beyond-horizon'] as const),
  )
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Body() body: AppointmentChangesDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.changes.change(caller, id, body, ifMatch));
  }

  @Post(':id/cancel')
  @HttpCode(HttpStatus.OK)
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Cancel an appointment, with a reason',
    description:
      'The appointment is kept, with the status `cancelled`. Staff can confirm it again while its time is free.',
  })
  @Idempotent(AppointmentReplay)
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems('forbidden', 'version-mismatch', 'already-cancelled', 'conflict', 'too-late-to-cancel')
  async cancelFor(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Body() body: AppointmentCancellationDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.changes.cancel(caller, id, body, ifMatch));
  }

  @Delete(':id')
  @PrivateAnswer()
  @ApiOperation({
    summary: 'Cancel an appointment',
    description: 'The appointment is kept, with the status `cancelled`.',
  })
  @ApiHeader(IF_MATCH)
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems('version-mismatch', 'already-cancelled', 'conflict', 'too-late-to-cancel')
  async cancel(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return withVersion(reply, await this.changes.cancel(caller, id, {}, ifMatch));
  }
}
