import { ApiProperty } from '@nestjs/swagger';

export class ProductDto {
  @ApiProperty({ type: 'integer', example: 1 })
  readonly id!: number;

  @ApiProperty({ example: 'Pomade' })
  readonly name!: string;

  @ApiProperty({ type: 'integer', example: 1200 })
  readonly priceCents!: number;
}
