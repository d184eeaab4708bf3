import {
  HasCount,
  HasInstant,
  HasList,
  HasNumber,
  HasOneOf,
  HasText,
  HasTexts,
} from '../../http/openapi/answer-fields.js';

class RecentInvalidationDto {
  @HasCount(42, { description: 'Rises with every change' })
  readonly id!: number;

  @HasInstant('2027-03-14T13:00:00.000Z', { description: 'When the row was written' })
  readonly at!: string;

  @HasText('appointments', { description: 'The table' })
  readonly relation!: string;

  @HasOneOf(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])
  readonly operation!: string;

  @HasCount(12, { nullable: true, description: 'The `id` of the row; null: the table has none' })
  readonly rowId!: number | null;

  @HasTexts(['appointment.created'], {
    description: 'The domain events that it is; none: the whole cache was invalidated',
  })
  readonly events!: readonly string[];

  @HasInstant('2027-03-14T13:00:00.012Z', {
    nullable: true,
    description:
      'When its tags were forgotten, at the latest; null: it is pending, or a new generation of entries covers it',
  })
  readonly forgottenAt!: string | null;

  @HasNumber(12, { nullable: true, description: 'From writing the row until then' })
  readonly lagMs!: number | null;
}

export class InvalidationsDto {
  @HasList(() => RecentInvalidationDto)
  readonly items!: readonly RecentInvalidationDto[];
}
