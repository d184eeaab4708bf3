import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Roles } from '../../auth/caller.js';
import { Database } from '../../database/database.js';
import { AnswersFromCache } from '../../http/cached-answer.interceptor.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { BarberAccess } from '../barbers/barber.access.js';
import { ConflictsDto, ConflictsQueryDto } from './conflicts.dto.js';
import { ConflictsService } from './conflicts.service.js';
import { instantOf, malformed } from './wanted-start.js';

const MINUTE = 60_000;

@ApiTags('Booking')
@Controller('bookings/conflicts')
export class ConflictsController {
  constructor(
    private readonly conflicts: ConflictsService,
    private readonly access: BarberAccess,
    private readonly database: Database,
  ) {}

  @Get()
  @Roles('admin', 'barber')
  @AnswersFromCache()
  @ApiOperation({
    summary: 'What stands in the way of an appointment',
    description:
      'A barber’s appointments whose blocked range touches a day, or one interval of it; for admins and that barber.',
  })
  @ApiOkResponse({ type: ConflictsDto })
  @Problems('not-found')
  async list(@CurrentCaller() caller: Caller, @Query() query: ConflictsQueryDto): Promise<ConflictsDto> {
    const { barberId, date, time, durationMinutes } = query;
    await this.access.assertMayWatch(barberId, caller);
    if (time === undefined && durationMinutes === undefined) return this.conflicts.list(barberId, date);
    if (time === undefined) throw malformed('time', 'is required with durationMinutes');
    if (durationMinutes === undefined) throw malformed('durationMinutes', 'is required with time');
    return this.ofInterval(barberId, date, time, durationMinutes);
  }

  private async ofInterval(
    barberId: number,
    date: string,
    time: string,
    minutes: number,
  ): Promise<ConflictsDto> {
    const day = await this.conflicts.list(barberId, date);
    const [{ timezone } = { timezone: 'UTC' }] = await this.database.query<{ timezone: string }>(
      'SELECT l.timezone FROM barbers b JOIN locations l ON l.id = b.location_id WHERE b.id = $1',
      [barberId],
    );
    const from = instantOf({ date, time }, timezone);
    const until = from + minutes * MINUTE;
    const overlaps = day.conflicts.filter(
      ({ blockedFrom, blockedUntil }) => Date.parse(blockedFrom) < until && Date.parse(blockedUntil) > from,
    );
    return { ...day, conflicts: overlaps };
  }
}
