import { ApiProperty } from '@nestjs/swagger';
import { IsFlag } from '../../http/validation/flag.js';
import { IsWhole } from '../../http/validation/number.js';
import { IsName } from './name.field.js';

/** The bounds of the schema, on which the busy query rests. */
const LONGEST_SERVICE = 480;
const LONGEST_BUFFER = 120;
const HIGHEST_PRICE = 100_000_000;

const DURATION = { example: 30 };
const BEFORE = { example: 0, description: 'Kept free before each appointment', optional: true };
const AFTER = { example: 10, description: 'Kept free after each appointment', optional: true };
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

  @IsFlag(ACTIVE)
  active?: boolean;
}

export class ServiceDto {
  @ApiProperty({ example: 1 })
  id!: number;

  @ApiProperty({ example: 'Haircut' })
  name!: string;

  @ApiProperty({ example: 30 })
  durationMinutes!: number;

  @ApiProperty({ example: 0 })
  bufferBeforeMinutes!: number;

  @ApiProperty({ example: 10 })
  bufferAfterMinutes!: number;

  @ApiProperty({ type: Number, nullable: true, example: 3500 })
  priceCents!: number | null;

  @ApiProperty({ example: true })
  active!: boolean;
}
