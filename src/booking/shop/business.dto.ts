import { ApiProperty } from '@nestjs/swagger';
import { IsName } from './name.field.js';

export class NewBusinessDto {
  @IsName({ example: 'BookedBarber' })
  name!: string;
}

export class BusinessChangesDto {
  @IsName({ example: 'BookedBarber', optional: true })
  name?: string;
}

export class BusinessDto {
  @ApiProperty({ example: 1 })
  id!: number;

  @ApiProperty({ example: 'BookedBarber' })
  name!: string;
}
