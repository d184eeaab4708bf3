import { SlotsQueryDto } from '../booking/slots/slots.dto.js';
import { IsOneOf } from '../http/validation/text.js';

/** The reads that can be watched. */
export const LIVE_KINDS = ['slots'] as const;

export class LiveQueryDto extends SlotsQueryDto {
  @IsOneOf(LIVE_KINDS, { description: '`slots`: as `GET /bookings/available-slots`' })
  kind!: (typeof LIVE_KINDS)[number];
}
