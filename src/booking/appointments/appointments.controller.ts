import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller, Right } from '../../auth/caller.js';
import { Created } from '../../http/created.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ParseId } from '../../http/validation/param.pipes.js';
import {
  APPOINTMENT_CHANGES_EXAMPLES,
  AppointmentChangesDto,
  AppointmentDto,
  AppointmentsPageDto,
  AppointmentsQueryDto,
  NEW_APPOINTMENT_EXAMPLES,
  NewAppointmentDto,
} from './appointment.dto.js';
import { AppointmentChangesService } from './appointment-changes.service.js';
import { ShopLaneGuard } from './shop-lane.guard.js';
import { AppointmentsService } from './appointments.service.js';
import { AppointmentsQuery } from './appointments.query.js';

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description:
    'The ETag of the version that was read; if the appointment has changed since, the answer is 412',
  schema: { type: 'string', example: '"1"' },
} as const;

const VERSION_HEADER = {
  ETag: { description: 'The version, for `If-Match`', schema: { type: 'string', example: '"1"' } },
} as const;

@ApiTags('Booking')
@Right('bookings.own')
@Controller('bookings')
export class AppointmentsController {
  constructor(
    private readonly reads: AppointmentsQuery,
    private readonly appointments: AppointmentsService,
    private readonly changes: AppointmentChangesService,
  ) {}

  @Post()
  @UseGuards(ShopLaneGuard)
  @ApiOperation({
    summary: 'Book an appointment',
    description:
      'At `date` and `time` on the clock of `timezone`, or at `startsAt`. The start must be a slot that `GET ' +
      '/api/v1/bookings/available-slots` lists.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Repeating a key with the same body within a day returns the first result instead of booking again',
    schema: { type: 'string', maxLength: 255, example: '8e03978e-40d5-43e8-bc93-6894a57f9324' },
  })
  @ApiBody({ type: NewAppointmentDto, examples: NEW_APPOINTMENT_EXAMPLES })
  @Created(AppointmentDto, VERSION_HEADER)
  @Problems(
    ...(['not-found', 'slot-taken', 'idempotency-key-reused', 'overloaded'] as const),
    ...(['outside-availability', 'too-soon', 'beyond-horizon'] as const),
  )
  async book(
    @CurrentCaller() caller: Caller,
    @Body() body: NewAppointmentDto,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return tagged(reply, await this.appointments.create(caller, body, key));
  }

  @Get()
  @ApiOperation({
    summary: 'List the caller’s appointments, by start',
    description:
      'Everyone sees their own, barbers also those that they are booked for, receptionists and managers those of their ' +
      'locations, admins all.',
  })
  @ApiOkResponse({ type: AppointmentsPageDto })
  list(@CurrentCaller() caller: Caller, @Query() query: AppointmentsQueryDto): Promise<AppointmentsPageDto> {
    return this.reads.list(caller, query);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Get an appointment',
    description: 'Clients get only their own, staff also what they serve; another one is not found.',
  })
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return tagged(reply, await this.reads.get(caller, id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Move or change an appointment',
    description:
      'Either every change is made or none: if the new slot is not available, the appointment stays as it was.',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({ type: AppointmentChangesDto, examples: APPOINTMENT_CHANGES_EXAMPLES })
  @ApiOkResponse({ type: AppointmentDto, headers: VERSION_HEADER })
  @Problems(
    ...(['forbidden', 'version-mismatch', 'already-cancelled', 'conflict'] as const),
    ...(['too-late-to-cancel', 'slot-taken'] as const),
    ...(['outside-availability', 'too-soon', 'beyond-horizon'] as const),
  )
  async change(
    @CurrentCaller() caller: Caller,
    @Param('id', ParseId) id: number,
    @Body() body: AppointmentChangesDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppointmentDto> {
    return tagged(reply, await this.changes.change(caller, id, body, ifMatch));
  }

  @Delete(':id')
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
    return tagged(reply, await this.changes.cancel(caller, id, ifMatch));
  }
}

function tagged(reply: FastifyReply, appointment: AppointmentDto): AppointmentDto {
  reply.header('ETag', `"${appointment.version}"`);
  return appointment;
}
