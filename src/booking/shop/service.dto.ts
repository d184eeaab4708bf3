import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { HasCount, HasFlag, HasId, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsWhole } from '../../http/validation/number.js';
import { IsCurrency } from './currency.field.js';
import { IsName } from './name.field.js';

/** The bounds in the database's schema, which the busy query relies on. */
const LONGEST_SERVICE = 480;
const LONGEST_BUFFER = 120;
const HIGHEST_PRICE = 100_000_000;

const DURATION = { example: 30 };
const BEFORE = { example: 0, description: 'Minutes kept free before each appointment', optional: true };
const AFTER = { example: 10, description: 'Minutes kept free after each appointment', optional: true };
const PRICE = { example: 3500, description: 'null: on request', optional: true, nullable: true };
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

  @HasFlag(true)
  active!: boolean;
}

export class ServicesDto extends ListPageDto {
  @HasList(() => ServiceDto)
  items!: readonly ServiceDto[];
}
