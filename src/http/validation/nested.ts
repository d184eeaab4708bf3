import { type ClassConstructor, Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { field, type FieldOptions } from './field.js';

/** An object in a body, of the DTO class `type()` and validated as such. */
export function IsNested(
  type: () => ClassConstructor<object>,
  options: FieldOptions = {},
): PropertyDecorator {
  const decorators = [
    field(
      {
        says: 'must be an object',
        accepts: (value) => value instanceof type(),
        schema: { type: () => type() },
      },
      options,
    ),
    Type(type),
    ValidateNested(),
  ];
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}
