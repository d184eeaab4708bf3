import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { HasId, HasList, HasText } from '../../http/openapi/answer-fields.js';
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

export class BusinessesDto extends ListPageDto {
  @HasList(() => BusinessDto)
  items!: readonly BusinessDto[];
}
