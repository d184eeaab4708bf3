import { type ClassConstructor, Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { field, type FieldOptions } from './field.js';

/** `Item[]` in a body: objects of the DTO class `item()`, each validated as such. */
export function IsList(
  item: () => ClassConstructor<object>,
  options: FieldOptions & { max: number },
): PropertyDecorator {
  const { max, ...rest } = options;
  const decorators = [
    // Checks that each item is an object itself: class-validator would descend into nested lists.
    field(
      {
        says: `must be a list of at most ${max} objects`,
        accepts: (value) =>
          Array.isArray(value) && value.length <= max && value.every((entry) => entry instanceof item()),
        schema: { type: () => [item()], maxItems: max },
      },
      rest,
    ),
    Type(item),
    ValidateNested({ each: true }),
  ];
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}
