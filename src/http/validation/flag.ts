import { field, type FieldOptions } from './field.js';

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** `boolean`; in a query string `true`, `false`, `1` or `0`. */
export function IsFlag(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: 'must be true or false',
      accepts: (value) => typeof value === 'boolean',
      fromText: (text) => FLAGS.get(text) ?? text,
      schema: { type: 'boolean', example: true },
    },
    options,
  );
}
