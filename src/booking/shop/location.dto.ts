import { IntersectionType } from '@nestjs/swagger';
import { AffectedDto } from '../affected/affected.dto.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { HasId, HasList, HasText, HasZone } from '../../http/openapi/answer-fields.js';
import { IsId } from '../../http/validation/number.js';
import { IsZone } from '../../http/validation/zone.js';
import { IsName } from './name.field.js';
import { HasActive, HasHidden, IsActive, IsHidden } from './state.fields.js';

const ZONE = { description: 'The clock of windows, business hours and overrides' };

export class NewLocationDto {
  @IsName({ example: 'Brooklyn' })
  name!: string;

  @IsZone(ZONE)
  timezone!: string;

  @IsId({ optional: true, default: 1 })
  businessId: number = 1;

  @IsActive({ default: true })
  active: boolean = true;

  @IsHidden({ default: false })
  hidden: boolean = false;
}

export class LocationChangesDto {
  @IsName({ example: 'Brooklyn', optional: true })
  name?: string;

  @IsZone({ ...ZONE, optional: true })
  timezone?: string;

  @IsId({ optional: true })
  businessId?: number;

  @IsActive()
  active?: boolean;

  @IsHidden()
  hidden?: boolean;
}

export class LocationDto {
  @HasId()
  id!: number;

  @HasText('Brooklyn')
  name!: string;

  @HasZone()
  timezone!: string;

  @HasId()
  businessId!: number;

  @HasActive()
  active!: boolean;

  @HasHidden()
  hidden!: boolean;
}

export class LocationsDto extends ListPageDto {
  @HasList(() => LocationDto)
  items!: readonly LocationDto[];
}

export class ChangedLocationDto extends IntersectionType(LocationDto, AffectedDto) {}
