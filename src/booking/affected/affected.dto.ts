import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { HasCount, HasId, HasInstant, HasList, HasText } from '../../http/openapi/answer-fields.js';
import { IsFlag } from '../../http/validation/flag.js';

export class PreviewQueryDto {
  @IsFlag({
    optional: true,
    example: true,
    description: 'true: nothing changes, and only `affected` is answered, with 200',
  })
  preview?: boolean;
}

/** Documents an answer 200 of the changed thing; with `preview=true`, of {@link AffectedDto} alone. */
export const AnswersChangeOrPreview = (type: Type) =>
  applyDecorators(
    ApiExtraModels(type, AffectedDto),
    ApiOkResponse({
      schema: { anyOf: [{ $ref: getSchemaPath(type) }, { $ref: getSchemaPath(AffectedDto) }] },
    }),
  );

export class AffectedAppointmentDto {
  @HasId({ example: 42 })
  id!: number;

  @HasInstant('2027-03-15T20:00:00.000Z')
  startsAt!: string;

  @HasText('Ada Lovelace', { nullable: true })
  clientName!: string | null;
}

/** What a change that takes hours away does to appointments, which stay as they are. */
export class AffectedDto {
  @HasList(() => AffectedAppointmentDto, {
    description:
      'Confirmed appointments that the change leaves without working hours; soonest first, at most 200',
  })
  affected!: readonly AffectedAppointmentDto[];

  @HasCount(250, { optional: true, description: 'How many they are, if more than 200' })
  affectedTotal?: number;
}
