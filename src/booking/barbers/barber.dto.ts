import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto } from '../affected/affected.dto.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { HasCount, HasId, HasIds, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { IsList } from '../../http/validation/list.js';
import { IsId, IsIds, IsWhole } from '../../http/validation/number.js';
import { HIGHEST_PRICE } from '../shop/service.dto.js';
import { IsName } from '../shop/name.field.js';
import { HasActive, HasHidden, IsActive, IsHidden } from '../shop/state.fields.js';

const USER = {
  optional: true,
  nullable: true,
  example: 7,
  description:
    'The account of this barber. A client account gets the role barber with it, and is a client again without',
};
const SERVICES = { optional: true, description: 'The services offered; none: all services' };
const OFFERS = {
  optional: true,
  max: 100,
  example: [{ serviceId: 1, priceCents: 4500 }],
  description: 'The services offered, with the price of this barber; instead of `serviceIds`',
};
const PRICE = { example: 4500, nullable: true, description: 'null: as the service says' };

/** A service that a barber offers. */
export class NewOfferDto {
  @IsId()
  serviceId!: number;

  @IsWhole(0, HIGHEST_PRICE, { ...PRICE, optional: true, default: null })
  priceCents: number | null = null;
}

export class OfferDto {
  @HasId()
  serviceId!: number;

  @HasCount(4500, PRICE)
  priceCents!: number | null;
}

export class NewBarberDto {
  @IsName({ example: 'Maya Alvarez' })
  name!: string;

  @IsId()
  locationId!: number;

  @IsId({ ...USER, default: null })
  userId: number | null = null;

  @IsIds({ ...SERVICES, default: [] })
  serviceIds?: number[];

  @IsList(() => NewOfferDto, OFFERS)
  services?: NewOfferDto[];

  @IsActive({ default: true })
  active: boolean = true;

  @IsHidden({ default: false })
  hidden: boolean = false;
}

export class BarberChangesDto {
  @IsName({ example: 'Maya Alvarez', optional: true })
  name?: string;

  @IsId({ optional: true })
  locationId?: number;

  @IsId(USER)
  userId?: number | null;

  @IsIds(SERVICES)
  serviceIds?: number[];

  @IsList(() => NewOfferDto, OFFERS)
  services?: NewOfferDto[];

  @IsActive()
  active?: boolean;

  @IsHidden()
  hidden?: boolean;
}

export class BarbersQueryDto extends ListQueryDto {
  @IsId({ optional: true, description: 'Only the barbers of this location' })
  locationId?: number;
}

export class BarberDto {
  @HasId()
  id!: number;

  @HasText('Maya Alvarez')
  name!: string;

  @HasId()
  locationId!: number;

  @HasId({ nullable: true, optional: true, example: 7, description: 'Their account; answered to staff only' })
  userId?: number | null;

  @HasIds({ description: 'None: all services' })
  serviceIds!: number[];

  @HasList(() => OfferDto, { description: 'The same, with the prices of this barber' })
  services!: OfferDto[];

  @HasActive()
  active!: boolean;

  @HasHidden()
  hidden!: boolean;
}

export class BarbersDto extends ListPageDto {
  @HasList(() => BarberDto)
  items!: readonly BarberDto[];
}

export class ChangedBarberDto extends IntersectionType(BarberDto, AffectedDto) {}
