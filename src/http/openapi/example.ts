import type { ApiResponseOptions } from '@nestjs/swagger';

/** What Nest's document calls a schema; the package does not export the name. */
export type Schema = Extract<
  NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>,
  { type?: unknown }
>;

/** In an {@link Example}: the value may be `null` as well. */
export class OrNull<Inner> {
  constructor(readonly example: Inner) {}
}

/** In an {@link Example}: the value is one of these words. */
export class OneOf<Word> {
  constructor(readonly words: readonly Word[]) {}
}

/** In an {@link Example}: the value may be anything. */
export class Anything {
  constructor(readonly example: unknown) {}
}

/**
 * A complete example of an answer, out of which {@link schemaOf} reads the schema. It compiles only with every field of
 * `Answer`, and with a mark at each that may be `null`, is one of some words, or is of no one shape. A list has one item.
 */
export type Example<Answer> = unknown extends Answer
  ? Anything
  : null extends Answer
    ? OrNull<Example<NonNullable<Answer>>>
    : [Answer] extends [string]
      ? string extends Answer
        ? string
        : OneOf<Answer>
      : [Answer] extends [number | boolean]
        ? Answer
        : Answer extends readonly (infer Item)[]
          ? readonly [Example<Item>]
          : { readonly [Field in keyof Answer]: Example<Answer[Field]> };

export const orNull = <Inner>(example: Inner): OrNull<Inner> => new OrNull(example);
export const oneOf = <Word extends string>(...words: readonly Word[]): OneOf<Word> => new OneOf(words);
export const anything = (example: unknown): Anything => new Anything(example);

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Derives a schema from an example; every field is required. Pure. */
export function schemaOf(example: unknown): Schema {
  if (example instanceof OrNull) return { ...schemaOf(example.example), nullable: true };
  if (example instanceof OneOf)
    return { type: 'string', enum: [...example.words], example: example.words[0] };
  if (example instanceof Anything) return { example: example.example };
  if (Array.isArray(example)) return { type: 'array', items: schemaOf(example[0]) };
  if (typeof example === 'object' && example !== null) return ofObject(example);
  const isInstant = typeof example === 'string' && INSTANT.test(example);
  return { type: typeof example, ...(isInstant ? { format: 'date-time' } : {}), example };
}

function ofObject(example: object): Schema {
  const fields = Object.entries(example);
  return {
    type: 'object',
    required: fields.map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)])),
  };
}
