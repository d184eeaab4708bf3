import { SlotsQueryDto } from '../booking/slots/slots.dto.js';
import { IsDay } from '../http/validation/day.js';
import { IsId } from '../http/validation/number.js';
import { IsOneOf } from '../http/validation/text.js';

/** The reads that can be watched. */
export const LIVE_KINDS = ['slots', 'days', 'day'] as const;
export type LiveKind = (typeof LIVE_KINDS)[number];

/** All parameters of all kinds; each kind takes those of its read. */
export class LiveQueryDto extends SlotsQueryDto {
  @IsOneOf(LIVE_KINDS, {
    description:
      '`slots`: as `GET /bookings/available-slots`; `days`: as `GET /bookings/available-days`; `day`: as `GET /locations/{id}/day`, ' +
      'with `locationId`, for staff',
  })
  kind!: LiveKind;
}

export class LiveDayQueryDto {
  @IsId()
  locationId!: number;

  @IsDay({ optional: true })
  date?: string;
}
