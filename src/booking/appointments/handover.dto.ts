import { HasId, HasList, HasOneOf } from '../../http/openapi/answer-fields.js';
import { type ProblemCode, PROBLEMS } from '../../http/problem.js';
import { IsDay } from '../../http/validation/day.js';
import { IsFlag } from '../../http/validation/flag.js';
import { IsId } from '../../http/validation/number.js';
import { IsSomeOf, IsText } from '../../http/validation/text.js';
import { OVERRIDES, type Override } from './slot-overrides.js';

export class HandoverDto {
  @IsId({
    optional: true,
    example: 2,
    description: 'Default: a barber of the location who is free',
  })
  barberId?: number;

  @IsSomeOf(OVERRIDES, { optional: true, description: 'Rules that this request goes beyond' })
  override?: Override[];

  @IsText({ optional: true, max: 500, example: 'Maya is ill', description: 'Why; for the shop' })
  overrideReason?: string;
}

export class DayHandoverDto {
  @IsDay({ description: 'A day of the shop’s calendar, with the night that begins on it' })
  date!: string;
}

export class HandoverPreviewDto {
  @IsFlag({ optional: true, default: false, description: 'Only answer what would be done; nothing changes' })
  preview: boolean = false;
}

class HandedOverDto {
  @HasId({ example: 42 })
  bookingId!: number;

  @HasId({ example: 2, nullable: true, description: 'Who has it now; null: it stays where it was' })
  barberId!: number | null;

  @HasOneOf(Object.keys(PROBLEMS), { optional: true, example: 'nobody-free', description: 'Why it stays' })
  problem?: ProblemCode;
}

export class DayHandoverAnswerDto {
  @HasList(() => HandedOverDto)
  items!: readonly HandedOverDto[];
}
