import { HasId, HasText } from '../../http/openapi/answer-fields.js';
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
  @HasId()
  id!: number;

  @HasText('BookedBarber')
  name!: string;
}
