import { Body, Controller, Get, Patch, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, Public, Right } from '../../auth/caller.js';
import { AnswersFromCache } from '../../http/answers/answers-from-cache.decorator.js';
import { PrivateAnswer } from '../../http/answers/private-answer.decorator.js';
import { Problems } from '../../http/openapi/problems.decorator.js';
import { ChecksIfMatch } from '../../idempotency/if-match.decorator.js';
import { ofBusinessAsked, ofLocationAsked } from '../places/conditions.js';
import { WeekDto } from '../wall-time/windows.dto.js';
import {
  BookingSettingsChangesDto,
  BookingSettingsDto,
  BusinessQueryDto,
  NewBookingSettingsDto,
  PublicBookingSettingsDto,
} from './booking-settings.dto.js';
import { BookingSettingsService } from './booking-settings.service.js';
import { type AffectedDto, AnswersChangeOrPreview } from '../affected/affected.dto.js';
import {
  BusinessHoursDto,
  ChangedBusinessHoursDto,
  ChangedHoursQueryDto,
  LocationQueryDto,
} from './business-hours.dto.js';
import { BusinessHoursService } from './business-hours.service.js';

const OF_RULES = ofBusinessAsked(
  (settings: { getSettings(query: BusinessQueryDto): Promise<BookingSettingsDto> }, businessId) =>
    settings.getSettings({ businessId }),
);

@ApiTags('Settings')
@Controller('settings')
export class SettingsController {
  constructor(
    private readonly hours: BusinessHoursService,
    private readonly settings: BookingSettingsService,
  ) {}

  @Get('business-hours')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get when a location is open',
    description: 'On the clock of its time zone. A location without business hours is open at all hours.',
  })
  @ApiOkResponse({ type: BusinessHoursDto })
  @Problems('not-found')
  getHours(@Query() { locationId }: LocationQueryDto): Promise<BusinessHoursDto> {
    return this.hours.find(locationId);
  }

  @Put('business-hours')
  @ChecksIfMatch(
    ofLocationAsked((settings: SettingsController, locationId) =>
      settings.getHours(locationId === undefined ? {} : { locationId }),
    ),
  )
  @Right('hours.change')
  @ApiOperation({
    summary: 'Set when a location is open',
    description:
      'Replaces the whole week. Appointments stay as they are; `affected` names those that are uncovered now. Managers may ' +
      'set those of their locations.',
  })
  @PrivateAnswer()
  @AnswersChangeOrPreview(ChangedBusinessHoursDto)
  @Problems('not-found')
  setHours(
    @Query() { locationId, preview }: ChangedHoursQueryDto,
    @Body() body: WeekDto,
    @CurrentCaller() caller: Caller,
  ): Promise<(BusinessHoursDto & AffectedDto) | AffectedDto> {
    return this.hours.set(locationId, body.weekly, caller, preview);
  }

  @Get('booking')
  @Right('booking-settings.read')
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get the booking rules of a business',
    description: 'The interval of slots, the minimum notice, the horizon and the cancellation notice.',
  })
  @ApiOkResponse({ type: BookingSettingsDto })
  @Problems('not-found')
  getSettings(@Query() { businessId }: BusinessQueryDto): Promise<BookingSettingsDto> {
    return this.settings.get(businessId);
  }

  @Get('booking/public')
  @Public()
  @AnswersFromCache()
  @ApiOperation({
    summary: 'Get the booking rules that clients need to know',
    description:
      'The interval of slots, the minimum notice, the horizon, and whether people without an account may book.',
  })
  @ApiOkResponse({ type: PublicBookingSettingsDto })
  @Problems('not-found')
  async getPublicSettings(@Query() { businessId }: BusinessQueryDto): Promise<PublicBookingSettingsDto> {
    const { slotIntervalMinutes, minimumNoticeMinutes, bookingHorizonDays, guestBooking } =
      await this.settings.get(businessId);
    return { businessId, slotIntervalMinutes, minimumNoticeMinutes, bookingHorizonDays, guestBooking };
  }

  @Put('booking')
  @ChecksIfMatch(OF_RULES)
  @Right('booking-settings.change')
  @ApiOperation({
    summary: 'Set the booking rules of a business',
    description: 'Replaces all rules: one that is left out gets its default. Appointments stay as they are.',
  })
  @ApiOkResponse({ type: BookingSettingsDto })
  @Problems('not-found')
  setSettings(
    @Query() { businessId }: BusinessQueryDto,
    @Body() body: NewBookingSettingsDto,
  ): Promise<BookingSettingsDto> {
    return this.settings.set(businessId, body);
  }

  @Patch('booking')
  @ChecksIfMatch(OF_RULES)
  @Right('booking-settings.change')
  @ApiOperation({
    summary: 'Change booking rules of a business',
    description: 'A rule that is left out stays as it is. Appointments stay as they are.',
  })
  @ApiOkResponse({ type: BookingSettingsDto })
  @Problems('not-found')
  changeSettings(
    @Query() { businessId }: BusinessQueryDto,
    @Body() body: BookingSettingsChangesDto,
  ): Promise<BookingSettingsDto> {
    return this.settings.change(businessId, body);
  }
}
