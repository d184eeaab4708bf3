import {
  HasId,
  HasInstant,
  HasList,
  HasObject,
  HasOne,
  HasOneOf,
  HasText,
  HasTexts,
} from '../../http/openapi/answer-fields.js';
import { ListPageDto } from '../../http/lists/list-page.dto.js';
import { ListQueryDto } from '../../http/lists/list.query.js';
import { IsInstant } from '../../http/validation/instant.js';
import { IsId } from '../../http/validation/number.js';
import { IsOneOf, IsText } from '../../http/validation/text.js';
import { AUDIT_AREAS, type AuditArea } from './audit.trail.js';

export class AuditTrailQueryDto extends ListQueryDto {
  @IsOneOf(AUDIT_AREAS, { optional: true, description: 'What it is about' })
  area?: AuditArea;

  @IsText({
    max: 200,
    optional: true,
    example: 'PATCH /bookings/:id',
    description: 'Exactly this action',
  })
  action?: string;

  @IsId({ optional: true, description: 'Whose account did it' })
  userId?: number;

  @IsInstant({ optional: true, description: 'Not before this instant' })
  from?: string;

  @IsInstant({ optional: true, description: 'Before this instant' })
  to?: string;

  @IsText({ max: 100, optional: true, example: 'appointments', description: 'What was changed' })
  object?: string;

  @IsId({ optional: true, example: 42, description: 'The id of what was changed' })
  objectId?: number;
}

export class AuditActorDto {
  @HasText('admin@bookedbarber.local')
  readonly email!: string;

  @HasText('Admin')
  readonly name!: string;
}

export class AuditChangeDto {
  @HasText('appointments')
  readonly object!: string;

  @HasId({ example: 42, nullable: true, description: 'null where too many rows changed to list them' })
  readonly id!: number | null;

  @HasOneOf(['created', 'changed', 'removed', 'bulk'])
  readonly operation!: string;

  @HasTexts(['startsAt', 'barberId'], {
    description: 'The fields of a changed object that have other values now',
  })
  readonly fields!: readonly string[];

  @HasTexts(['notice'], { optional: true, description: 'The rules that staff went beyond' })
  readonly override?: readonly string[];

  @HasText('The client is on the way', {
    nullable: true,
    description: 'Why, as the appointment says now; it is erased with the client',
  })
  readonly reason!: string | null;
}

export class AuditTrailEntryDto {
  @HasId()
  readonly id!: number;

  @HasInstant('2027-03-14T13:00:00.000Z')
  readonly at!: string;

  @HasOneOf(AUDIT_AREAS)
  readonly area!: AuditArea;

  @HasText('PATCH /bookings/:id', { description: 'The route, or what was done' })
  readonly action!: string;

  @HasId({ nullable: true, description: 'Whose account did it; null: no account was logged in' })
  readonly userId!: number | null;

  @HasOne(() => AuditActorDto, {
    nullable: true,
    description: 'Of staff, as they are now; null: a client, or the account is gone',
  })
  readonly user!: AuditActorDto | null;

  @HasText('192.0.2.1', {
    nullable: true,
    description: 'From where; null where it was erased with the account',
  })
  readonly address!: string | null;

  @HasText('8e03978e-40d5-43e8-bc93-6894a57f9324', { nullable: true })
  readonly requestId!: string | null;

  @HasList(() => AuditChangeDto)
  readonly changes!: readonly AuditChangeDto[];

  @HasObject({}, { description: 'What an operator of the cache requested' })
  readonly request!: unknown;

  @HasObject({ reason: 'credentials', count: 3 }, { description: 'What came of it' })
  readonly result!: unknown;
}

export class AuditTrailPageDto extends ListPageDto {
  @HasList(() => AuditTrailEntryDto, { description: 'Newest first' })
  readonly items!: readonly AuditTrailEntryDto[];
}
