import { field, type FieldOptions } from './field.js';

const LARGEST_ID = 2 ** 31 - 1;
const DIGITS = /^(0|[1-9]\d{0,14})$/;

const readDigits = (text: string) => (DIGITS.test(text) ? Number(text) : text);

const isWhole = (value: unknown, min: number, max: number) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

/** The id that `text` spells, without signs, zeros in front, exponents or fractions. */
export function readId(text: string): number | undefined {
  const value = readDigits(text);
  return isWhole(value, 1, LARGEST_ID) ? (value as number) : undefined;
}

export const ID_SCHEMA = { type: 'integer', minimum: 1, maximum: LARGEST_ID, example: 1 } as const;
export const ID_SAYS = 'must be an id: a positive whole number';

/** `number`: an id. */
export function IsId(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: ID_SAYS,
      accepts: (value) => isWhole(value, 1, LARGEST_ID),
      fromText: readDigits,
      schema: ID_SCHEMA,
    },
    options,
  );
}

/** `number[]` in a body: ids, each once. */
export function IsIds(options: FieldOptions & { max?: number } = {}): PropertyDecorator {
  const { max = 100, ...rest } = options;
  return field(
    {
      says: `must be a list of at most ${max} different ids`,
      accepts: (value) =>
        Array.isArray(value) &&
        value.length <= max &&
        new Set(value).size === value.length &&
        value.every((id) => isWhole(id, 1, LARGEST_ID)),
      schema: { type: 'array', items: { type: 'integer', minimum: 1 }, maxItems: max, example: [1, 2] },
    },
    rest,
  );
}

/** `number`: a whole number from `min` to `max`. */
export function IsWhole(min: number, max: number, options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: `must be a whole number from ${min} to ${max}`,
      accepts: (value) => isWhole(value, min, max),
      fromText: readDigits,
      schema: { type: 'integer', minimum: min, maximum: max, example: min },
    },
    options,
  );
}
