import { field, type FieldOptions } from './field.js';

const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** See {@link IsText}. */
export function isText(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string') return false;
  const { length } = Array.from(value);
  return (
    length >= min &&
    length <= max &&
    (min === 0 || VISIBLE.test(value)) &&
    !value.includes('\0') &&
    !LONE_SURROGATE.test(value)
  );
}

/**
 * `string` of `min` to `max` characters (code points, as in JSON Schema), with a visible one unless `min` is 0. No NUL (PostgreSQL cannot store it) and no lone
 * surrogates (UTF-8 has none).
 */
export function IsText(
  options: FieldOptions & { min?: number; max: number; example: string },
): PropertyDecorator {
  const { min = 1, max, ...rest } = options;
  return field(
    {
      says: `must be a text of ${min} to ${max} characters`,
      accepts: (value) => isText(value, min, max),
      schema: { type: 'string', minLength: min, maxLength: max },
    },
    rest,
  );
}

/** `string`: one of the given words. */
export function IsOneOf(words: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: `must be one of ${words.join(', ')}`,
      accepts: (value) => typeof value === 'string' && words.includes(value),
      schema: { type: 'string', enum: [...words], example: words[0] },
    },
    options,
  );
}

/** `string[]`, in a query string separated by commas: some of the given words, each once. */
export function AreOneOf(words: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const word = `(${words.join('|')})`;
  return field(
    {
      says: `must be one or several of ${words.join(', ')}, separated by commas`,
      accepts: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        new Set(value).size === value.length &&
        value.every((each) => words.includes(each as string)),
      fromText: (text) => text.split(','),
      schema: { type: 'string', pattern: `^${word}(,${word})*$`, example: words[0] },
    },
    options,
  );
}

/** `string[]` in a body: some of the given words, each once. */
export function IsSomeOf(words: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      says: `must be a list of ${words.join(', ')}, each at most once`,
      accepts: (value) =>
        Array.isArray(value) &&
        new Set(value).size === value.length &&
        value.every((word) => typeof word === 'string' && words.includes(word)),
      schema: { type: 'array', items: { type: 'string', enum: [...words] }, example: words.slice(0, 2) },
    },
    options,
  );
}
