import { PickType } from '@nestjs/swagger';
import {
  HasCount,
  HasDay,
  HasId,
  HasIds,
  HasInstant,
  HasList,
  HasOne,
  HasText,
  HasZone,
} from '../../http/openapi/answer-fields.js';
import { IsDay } from '../../http/validation/day.js';
import { EndsDayRange } from '../../http/validation/day-range.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId } from '../../http/validation/number.js';
import { IsZone } from '../../http/validation/zone.js';

const IGNORED = {
  optional: true,
  example: 42,
  description:
    'An appointment of the caller that is about to be moved: its own time counts as free, and its service as offered',
};

/** What and where: all of a slot query but its dates. */
export class SlotPlaceQueryDto {
  @IsZone({ optional: true, description: 'Default: the caller’s own zone, else the location’s' })
  timezone?: string;

  @IsId({ optional: true, description: 'Default: the barber’s location, else the first one' })
  locationId?: number;

  @IsId({ optional: true, description: 'Only this barber; default: all who offer the service' })
  barberId?: number;

  @IsId({ optional: true, description: 'Default: the first active one' })
  serviceId?: number;

  @IsId({ optional: true, description: 'The same as `serviceId`' })
  service?: number;

  @IsId(IGNORED)
  ignoreBookingId?: number;
}

export class NextAvailableQueryDto extends SlotPlaceQueryDto {
  @IsDay({ optional: true, description: 'A day of `timezone`; default: today' })
  date?: string;
}

const NEXT = { optional: true, default: false, description: 'Fills `nextAvailable`' };
const FROM = { example: '2027-03-01', description: 'The first of several days of `timezone`' };
const TO = { example: '2027-03-31', description: 'The last of them, at most 62 in all' };

export class SlotsQueryDto extends NextAvailableQueryDto {
  @IsDay({ ...FROM, optional: true, description: `${FROM.description}, with \`to\` and instead of \`date\`` })
  from?: string;

  @IsDay({ ...TO, optional: true })
  @EndsDayRange('from', Number.POSITIVE_INFINITY)
  to?: string;

  @IsFlag(NEXT)
  includeNextAvailable?: boolean;
}

export class AvailableDaysQueryDto extends SlotPlaceQueryDto {
  @IsDay(FROM)
  from!: string;

  @IsDay(TO)
  @EndsDayRange('from', Number.POSITIVE_INFINITY)
  to!: string;

  @IsFlag(NEXT)
  includeNextAvailable?: boolean;
}

export class SlotDto {
  @HasInstant('2027-03-15T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T13:30:00.000Z', { description: 'Without buffers' })
  endsAt!: string;

  @HasText('09:00', {
    description: 'The start on the clock of `timezone`; when clocks go back, two slots have the same time',
  })
  time!: string;

  @HasIds({ description: 'The barbers who can be booked, by id' })
  barberIds!: readonly number[];
}

export class NextSlotDto {
  @HasInstant('2027-03-15T13:00:00.000Z')
  startsAt!: string;

  @HasInstant('2027-03-15T13:30:00.000Z')
  endsAt!: string;

  @HasDay('2027-03-15', { description: 'The start’s day in the viewer’s zone' })
  date!: string;

  @HasText('09:00', { description: 'The start in the viewer’s time zone' })
  time!: string;

  @HasId({ description: 'The free barber with the lowest id' })
  barberId!: number;
}

export class AvailableSlotsDto {
  @HasDay('2027-03-15')
  date!: string;

  @HasZone({ description: 'The zone that `date` is a day of' })
  timezone!: string;

  @HasId()
  locationId!: number;

  @HasId({ nullable: true, description: 'null: any barber', example: null })
  barberId!: number | null;

  @HasId()
  serviceId!: number;

  @HasList(() => SlotDto, { description: 'In order of start' })
  slots!: SlotDto[];

  @HasOne(() => NextSlotDto, {
    nullable: true,
    description: 'null if no slot is free up to the horizon, or without `includeNextAvailable`',
  })
  nextAvailable!: NextSlotDto | null;
}

/** What several days have in common. */
class DaysDto extends PickType(AvailableSlotsDto, [
  'timezone',
  'locationId',
  'barberId',
  'serviceId',
  'nextAvailable',
] as const) {}

export class DaySlotsDto extends PickType(AvailableSlotsDto, ['date', 'slots'] as const) {}

export class SlotsOfDaysDto extends DaysDto {
  @HasList(() => DaySlotsDto, { description: 'One for each day from `from` to `to`, also if it has no slot' })
  days!: DaySlotsDto[];
}

export class DayCountDto {
  @HasDay('2027-03-15')
  date!: string;

  @HasCount(12, { description: 'How many starts have a free barber' })
  free!: number;
}

export class AvailableDaysDto extends DaysDto {
  @HasList(() => DayCountDto, { description: 'One for each day from `from` to `to`' })
  days!: DayCountDto[];
}

export class NextAvailableDto {
  @HasZone({ description: 'The zone that `date` and `time` are of' })
  timezone!: string;

  @HasOne(() => NextSlotDto, { nullable: true, description: 'null: no slot is free up to the horizon' })
  next!: NextSlotDto | null;
}
