import { ApiProperty } from '@nestjs/swagger';
import { IsDay } from '../../http/validation/day.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId } from '../../http/validation/number.js';
import { IsZone } from '../../http/validation/zone.js';

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
}

export class SlotsQueryDto extends NextAvailableQueryDto {
  @IsFlag({ optional: true, default: false, description: 'Fills `nextAvailable`' })
  includeNextAvailable?: boolean;
}

export class SlotDto {
  @ApiProperty({ format: 'date-time', example: '2027-03-15T13:00:00.000Z' })
  startsAt!: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-15T13:30:00.000Z', description: 'Without buffers' })
  endsAt!: string;

  @ApiProperty({
    example: '09:00',
    description: 'The start on the clock of `timezone`; twice where the clock goes back',
  })
  time!: string;

  @ApiProperty({ type: [Number], example: [1, 2], description: 'Who can be booked, by id' })
  barberIds!: readonly number[];
}

export class NextSlotDto {
  @ApiProperty({ format: 'date-time', example: '2027-03-15T13:00:00.000Z' })
  startsAt!: string;

  @ApiProperty({ format: 'date-time', example: '2027-03-15T13:30:00.000Z' })
  endsAt!: string;

  @ApiProperty({ format: 'date', example: '2027-03-15', description: 'The start’s day in the viewer’s zone' })
  date!: string;

  @ApiProperty({ example: '09:00', description: 'The start on the viewer’s clock' })
  time!: string;

  @ApiProperty({ example: 1, description: 'Of several who are free, the one with the lowest id' })
  barberId!: number;
}

export class AvailableSlotsDto {
  @ApiProperty({ format: 'date', example: '2027-03-15' })
  date!: string;

  @ApiProperty({ example: 'America/New_York', description: 'Whose day `date` is' })
  timezone!: string;

  @ApiProperty({ example: 1 })
  locationId!: number;

  @ApiProperty({ type: Number, nullable: true, example: null, description: 'null: any barber' })
  barberId!: number | null;

  @ApiProperty({ example: 1 })
  serviceId!: number;

  @ApiProperty({ type: [SlotDto], description: 'In order of start' })
  slots!: SlotDto[];

  @ApiProperty({
    type: NextSlotDto,
    nullable: true,
    description: 'null also unless `includeNextAvailable` was set',
  })
  nextAvailable!: NextSlotDto | null;
}

export class NextAvailableDto {
  @ApiProperty({ type: NextSlotDto, nullable: true, description: 'null: nothing is free up to the horizon' })
  next!: NextSlotDto | null;
}
