import { ListPageDto } from '../http/lists/list-page.dto.js';
import {
  HasCount,
  HasId,
  HasInstant,
  HasList,
  HasObject,
  HasOne,
  HasText,
} from '../http/openapi/answer-fields.js';

export class AuditUserDto {
  @HasText('admin@bookedbarber.local')
  readonly email!: string;

  @HasText('Admin')
  readonly name!: string;
}

export class AuditEntryDto {
  @HasId()
  readonly id!: number;

  @HasInstant('2027-03-14T13:00:00.000Z')
  readonly at!: string;

  @HasId()
  readonly userId!: number;

  @HasOne(() => AuditUserDto, { nullable: true, description: 'As they are now; null: the account is gone' })
  readonly user!: AuditUserDto | null;

  @HasText('invalidate barber')
  readonly action!: string;

  @HasObject({ barberId: 1 }, { description: 'What was requested' })
  readonly request!: unknown;

  @HasObject(
    { message: 'Barber 1: forgotten.', invalidated: { tags: 2, regions: ['available slots'] } },
    { description: 'What was answered' },
  )
  readonly result!: unknown;
}

export class AuditPageDto extends ListPageDto {
  @HasList(() => AuditEntryDto, { description: 'Newest first' })
  readonly items!: readonly AuditEntryDto[];

  @HasCount(1, { optional: true })
  readonly page?: number;

  @HasCount(50, { optional: true })
  readonly pageSize?: number;
}
