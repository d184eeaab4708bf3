import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto } from '../affected/affected.dto.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { HasCount, HasFlag, HasId, HasIds, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId, IsIds, IsWhole } from '../../http/validation/number.js';
import { DAY_MINUTES } from '../../time/durations.js';
import { IsCurrency } from './currency.field.js';
import { IsName } from './name.field.js';

/** The bounds in the database's schema, which the busy query relies on. */
const LONGEST_SERVICE = 480;
const LONGEST_BUFFER = 120;
export const HIGHEST_PRICE = 100_000_000;
/** Minutes. */
const A_YEAR = 525_600;
/** Days. */
const TEN_YEARS = 3650;

const DURATION = { example: 30 };
const BEFORE = { example: 0, description: 'Minutes kept free before each appointment', optional: true };
const AFTER = { example: 10, description: 'Minutes kept free after each appointment', optional: true };
const PRICE = { example: 3500, description: 'null: on request', optional: true, nullable: true };
/** Twice those of a chain of 2,000 shops. */
const MOST_LOCATIONS = 4000;
const LOCATIONS = {
  description: 'Where it is offered; none: everywhere',
  optional: true,
  max: MOST_LOCATIONS,
};
const own = (example: number, description: string) => ({
  example,
  nullable: true,
  optional: true,
  description: `${description}; null: as in the booking settings`,
});
const INTERVAL = own(60, 'Minutes between the starts of its slots');
const NOTICE = own(120, 'Minutes from now to the earliest start that can be booked');
const HORIZON = own(30, 'Days from now to the last day that can be booked');
const ACTIVE = { description: 'Whether it can be booked', optional: true };

export class NewServiceDto {
  @IsName({ example: 'Haircut' })
  name!: string;

  @IsWhole(1, LONGEST_SERVICE, DURATION)
  durationMinutes!: number;

  @IsWhole(0, LONGEST_BUFFER, { ...BEFORE, default: 0 })
  bufferBeforeMinutes: number = 0;

  @IsWhole(0, LONGEST_BUFFER, { ...AFTER, default: 0 })
  bufferAfterMinutes: number = 0;

  @IsWhole(0, HIGHEST_PRICE, { ...PRICE, default: null })
  priceCents: number | null = null;

  @IsCurrency({ optional: true, default: 'USD' })
  currency: string = 'USD';

  @IsIds({ ...LOCATIONS, default: [] })
  locationIds: number[] = [];

  @IsWhole(1, DAY_MINUTES, { ...INTERVAL, default: null })
  slotIntervalMinutes: number | null = null;

  @IsWhole(0, A_YEAR, { ...NOTICE, default: null })
  minimumNoticeMinutes: number | null = null;

  @IsWhole(1, TEN_YEARS, { ...HORIZON, default: null })
  bookingHorizonDays: number | null = null;

  @IsFlag({ ...ACTIVE, default: true })
  active: boolean = true;
}

export class ServiceChangesDto {
  @IsName({ example: 'Haircut', optional: true })
  name?: string;

  @IsWhole(1, LONGEST_SERVICE, { ...DURATION, optional: true })
  durationMinutes?: number;

  @IsWhole(0, LONGEST_BUFFER, BEFORE)
  bufferBeforeMinutes?: number;

  @IsWhole(0, LONGEST_BUFFER, AFTER)
  bufferAfterMinutes?: number;

  @IsWhole(0, HIGHEST_PRICE, PRICE)
  priceCents?: number | null;

  @IsCurrency({ optional: true })
  currency?: string;

  @IsIds(LOCATIONS)
  locationIds?: number[];

  @IsWhole(1, DAY_MINUTES, INTERVAL)
  slotIntervalMinutes?: number | null;

  @IsWhole(0, A_YEAR, NOTICE)
  minimumNoticeMinutes?: number | null;

  @IsWhole(1, TEN_YEARS, HORIZON)
  bookingHorizonDays?: number | null;

  @IsFlag(ACTIVE)
  active?: boolean;
}

export class ServiceDto {
  @HasId()
  id!: number;

  @HasText('Haircut')
  name!: string;

  @HasCount(30)
  durationMinutes!: number;

  @HasCount(0)
  bufferBeforeMinutes!: number;

  @HasCount(10)
  bufferAfterMinutes!: number;

  @HasCount(3500, { nullable: true })
  priceCents!: number | null;

  @HasText('USD', { description: 'ISO 4217' })
  currency!: string;

  @HasIds({ description: LOCATIONS.description })
  locationIds!: number[];

  @HasCount(60, { nullable: true, description: INTERVAL.description })
  slotIntervalMinutes!: number | null;

  @HasCount(120, { nullable: true, description: NOTICE.description })
  minimumNoticeMinutes!: number | null;

  @HasCount(30, { nullable: true, description: HORIZON.description })
  bookingHorizonDays!: number | null;

  @HasFlag(true)
  active!: boolean;
}

export class ServicesQueryDto extends ListQueryDto {
  @IsId({ optional: true, description: 'Only what this location offers' })
  locationId?: number;
}

export class ServicesDto extends ListPageDto {
  @HasList(() => ServiceDto)
  items!: readonly ServiceDto[];
}

export class ChangedServiceDto extends IntersectionType(ServiceDto, AffectedDto) {}
