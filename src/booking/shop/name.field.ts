import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import type { FieldOptions } from '../../http/validation/field.js';
import { IsText } from '../../http/validation/text.js';

/** A name of 1 to 200 characters; leading and trailing blanks are removed. */
export function IsName(options: FieldOptions & { example: string }): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsText({ ...options, max: 200 }),
  );
}
