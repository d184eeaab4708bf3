import { Controller, Get, Req } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { type Caller, type CallerRequest, Public } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { queryDto } from '../../http/validation/dto.pipe.js';
import { NextAvailableService } from './next-available.service.js';
import { runUncached } from '../../cache/read/load-scope.js';
import { type MovedAppointment, MovedAppointments, queryOfMove } from './moved-appointments.js';
import type { SlotQuery } from './slot.query.js';
import { SlotQueryResolver } from './slot-query.resolver.js';
import {
  AvailableDaysDto,
  AvailableDaysQueryDto,
  AvailableSlotsDto,
  NextAvailableDto,
  NextAvailableQueryDto,
  SlotsOfDaysDto,
  SlotsQueryDto,
} from './slots.dto.js';
import { type SlotDays, SlotDaysService } from './slot-days.service.js';
import { SlotsService } from './slots.service.js';

interface SlotsRequest extends CallerRequest {
  readonly query: object;
}

/** All is taken from the request: pipes are run on any other parameter, which costs more than the cached read. */
@ApiTags('Booking')
@Controller('bookings')
export class SlotsController {
  constructor(
    private readonly queries: SlotQueryResolver,
    private readonly slots: SlotsService,
    private readonly nextAvailable: NextAvailableService,
    private readonly moved: MovedAppointments,
    private readonly days: SlotDaysService,
  ) {}

  @Get('available-slots')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'List the free slots of a day, or of several',
    description:
      'A slot starts on the day, inside a barber’s windows and the business hours, after the minimum notice and within ' +
      'the horizon, and no appointment or time off conflicts with it. With `from` and `to` instead of `date`, it answers the ' +
      'slots of each day, as the day alone would have them. Many days of many barbers count as several requests of the rate ' +
      'limit, if they are not cached.',
  })
  @ApiQuery({ type: SlotsQueryDto })
  @ApiExtraModels(AvailableSlotsDto, SlotsOfDaysDto)
  @ApiOkResponse({
    schema: {
      anyOf: [{ $ref: getSchemaPath(AvailableSlotsDto) }, { $ref: getSchemaPath(SlotsOfDaysDto) }],
    },
  })
  @Problems('not-found', 'range-too-wide')
  list(
    @Req() { caller, query: raw }: SlotsRequest,
  ): Promise<Readonly<AvailableSlotsDto> | Readonly<SlotsOfDaysDto>> {
    const sent = queryDto(SlotsQueryDto, raw);
    if (sent.from !== undefined || sent.to !== undefined) return this.slotsOfDays(sent, caller);
    if (sent.ignoreBookingId !== undefined) return this.listForMove(sent, sent.ignoreBookingId, caller);
    const query = this.queries.forDay(sent, caller);
    if (sent.includeNextAvailable === true) return this.listWithNext(query);
    // Not async: what is awaited is parsed, and a promise more for each request.
    return query instanceof Promise ? query.then((asked) => this.slots.list(asked)) : this.slots.list(query);
  }

  @Get('available-days')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Count the free starts of several days',
    description:
      'For a calendar: how many starts each day has in the list of its slots. At most 62 days, and 3,100 days of all ' +
      'barbers together. Many count as several requests of the rate limit, if they are not cached.',
  })
  @ApiQuery({ type: AvailableDaysQueryDto })
  @ApiOkResponse({ type: AvailableDaysDto })
  @Problems('not-found', 'range-too-wide')
  async count(@Req() { caller, query: raw }: SlotsRequest): Promise<AvailableDaysDto> {
    const { days, ...common } = await this.listDays(queryDto(AvailableDaysQueryDto, raw), caller);
    return { ...common, days: days.map(({ date, slots }) => ({ date, free: slots.length })) };
  }

  @Get('next-available')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get the first free slot from a day on',
    description: 'Searches up to the booking horizon. Without a date it searches from now on.',
  })
  @ApiQuery({ type: NextAvailableQueryDto })
  @ApiOkResponse({ type: NextAvailableDto })
  @Problems('not-found')
  next(@Req() { caller, query: raw }: SlotsRequest): Promise<NextAvailableDto> {
    const sent = queryDto(NextAvailableQueryDto, raw);
    const { ignoreBookingId } = sent;
    if (ignoreBookingId !== undefined) {
      return runUncached(async () => {
        const moved = await this.moved.find(ignoreBookingId, caller);
        const asked = await this.queries.fromDay(sent, caller);
        return this.nextAvailable.findFor(queryOfMove(asked, moved), moved);
      });
    }
    const query = this.queries.fromDay(sent, caller);
    return query instanceof Promise
      ? query.then((asked) => this.nextAvailable.find(asked))
      : this.nextAvailable.find(query);
  }

  /**
   * As how many requests {@link list} and {@link count} count for a query if nothing is cached.
   * @throws Problem `invalid-request`, `range-too-wide`
   */
  async costOf({ caller, query }: SlotsRequest): Promise<number> {
    const sent = queryDto(SlotsQueryDto, query);
    if (sent.from === undefined && sent.to === undefined) return 1;
    return this.days.costOf(await this.queries.forDays(sent, caller));
  }

  private async slotsOfDays(
    sent: Readonly<SlotsQueryDto>,
    caller: Caller | undefined,
  ): Promise<SlotsOfDaysDto> {
    const { days, ...common } = await this.listDays(sent, caller);
    return { ...common, days: days.map(({ date, slots }) => ({ date, slots })) };
  }

  private async listDays(
    sent: Readonly<SlotsQueryDto | AvailableDaysQueryDto>,
    caller: Caller | undefined,
  ): Promise<SlotDays> {
    const { ignoreBookingId, includeNextAvailable } = sent;
    const read = async (moved?: MovedAppointment) => {
      const queries = await this.queries.forDays(sent, caller);
      return this.days.list(
        moved === undefined ? queries : queries.map((query) => queryOfMove(query, moved)),
        includeNextAvailable,
        moved,
      );
    };
    if (ignoreBookingId === undefined) return read();
    return runUncached(async () => read(await this.moved.find(ignoreBookingId, caller)));
  }

  /** Not cached: the answer is for the caller alone. */
  private listForMove(
    sent: Readonly<SlotsQueryDto>,
    bookingId: number,
    caller: Caller | undefined,
  ): Promise<Readonly<AvailableSlotsDto>> {
    return runUncached(async () => {
      const moved = await this.moved.find(bookingId, caller);
      const query = queryOfMove(await this.queries.forDay(sent, caller), moved);
      const slots = await this.slots.listFor(query, moved);
      if (sent.includeNextAvailable !== true) return slots;
      return { ...slots, nextAvailable: (await this.nextAvailable.findFor(query, moved)).next };
    });
  }

  private async listWithNext(asked: SlotQuery | Promise<SlotQuery>): Promise<AvailableSlotsDto> {
    const query = await asked;
    const slots = await this.slots.list(query);
    return { ...slots, nextAvailable: (await this.nextAvailable.find(query)).next };
  }
}
