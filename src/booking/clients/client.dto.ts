import { HasCount, HasFlag, HasId, HasInstant, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId } from '../../http/validation/number.js';
import { IsText } from '../../http/validation/text.js';
import { IsPersonEmail, IsPersonName, IsPersonNotes, IsPhone } from './person.fields.js';

/** Who a person is: what a shop needs to know of a client it books for. */
export class NewClientFieldsDto {
  @IsPersonName()
  name!: string;

  @IsPhone({ optional: true, nullable: true })
  phone?: string | null;

  @IsPersonEmail({ optional: true, nullable: true })
  email?: string | null;
}

export class NewClientDto extends NewClientFieldsDto {
  @IsPersonNotes({ optional: true, nullable: true })
  notes?: string | null;

  @IsId({ optional: true, description: 'Default: the business that the caller works for' })
  businessId?: number;
}

export class ClientChangesDto {
  @IsPersonName({ optional: true })
  name?: string;

  @IsPhone({ optional: true, nullable: true })
  phone?: string | null;

  @IsPersonEmail({ optional: true, nullable: true })
  email?: string | null;

  @IsPersonNotes({ optional: true, nullable: true })
  notes?: string | null;

  @IsFlag({ optional: true, description: 'Whether they may no longer book; staff may go beyond it' })
  blocked?: boolean;
}

export class MergeDto {
  @IsId({ example: 13, description: 'The client that stays' })
  intoId!: number;
}

export class ClientsQueryDto extends ListQueryDto {
  @IsText({
    min: 3,
    max: 100,
    optional: true,
    example: 'ann',
    description: 'A part of the name, the e-mail address or the phone number',
  })
  q?: string;

  @IsId({ optional: true, description: 'Default: the business that the caller works for' })
  businessId?: number;
}

/** A client as staff see them. */
export class ClientDto {
  @HasId({ example: 12 })
  id!: number;

  @HasId()
  businessId!: number;

  @HasText('Ann Lee')
  name!: string;

  @HasText('+1 555 0100', { nullable: true })
  phone!: string | null;

  @HasText('ann@example.com', { nullable: true })
  email!: string | null;

  @HasText('Allergic to nuts', { nullable: true })
  notes!: string | null;

  @HasFlag(false, { description: 'Whether they may no longer book' })
  blocked!: boolean;

  @HasCount(0, { description: 'Appointments that they missed' })
  noShows!: number;

  @HasCount(0, { description: 'Appointments that they cancelled within the cancellation notice' })
  lateCancellations!: number;

  @HasId({ example: 7, nullable: true, description: 'Their account; null: they have none' })
  userId!: number | null;

  @HasCount(1, { description: 'Grows with every change; also sent as the ETag' })
  version!: number;

  @HasInstant('2027-03-01T08:00:00.000Z')
  createdAt!: string;
}

export class ClientsPageDto extends ListPageDto {
  @HasList(() => ClientDto)
  items!: readonly ClientDto[];
}
