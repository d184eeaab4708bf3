import {
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
import { IsFlag } from '../../http/validation/flag.js';
import { IsId } from '../../http/validation/number.js';
import { IsZone } from '../../http/validation/zone.js';

const IGNORED = {
  optional: true,
  example: 42,
  description:
    'An appointment of the caller that is about to be moved: its own time counts as free, and its service as offered',
};

export class NextAvailableQueryDto {
  @IsDay({ optional: true, description: 'A day of `timezone`; default: today' })
  date?: string;

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

export class SlotsQueryDto extends NextAvailableQueryDto {
  @IsFlag({ optional: true, default: false, description: 'Fills `nextAvailable`' })
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

export class NextAvailableDto {
  @HasZone({ description: 'The zone that `date` and `time` are of' })
  timezone!: string;

  @HasOne(() => NextSlotDto, { nullable: true, description: 'null: no slot is free up to the horizon' })
  next!: NextSlotDto | null;
}
