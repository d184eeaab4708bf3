import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ID_SCHEMA } from '../validation/number.js';

/**
 * Decorators for the fields of answers, one for each kind of value. Those of requests are in `http/validation`.
 */
export interface AnswerFieldOptions {
  description?: string;
  /** Replaces the example of the kind. */
  example?: unknown;
  /** The value may be `null`. */
  nullable?: boolean;
  /** The field may be missing. */
  optional?: boolean;
}

function documented(
  schema: object,
  { nullable = false, optional = false, ...described }: AnswerFieldOptions = {},
): PropertyDecorator {
  return ApiProperty({
    ...schema,
    ...described,
    required: !optional,
    ...(nullable ? { nullable } : {}),
  });
}

export const HasId = (options?: AnswerFieldOptions) => documented(ID_SCHEMA, options);

export const HasIds = (options?: AnswerFieldOptions) =>
  documented({ type: 'array', items: { type: 'integer', minimum: 1 }, example: [1, 2] }, options);

/** A whole number that is not negative. */
export const HasCount = (example: number, options?: AnswerFieldOptions) =>
  documented({ type: 'integer', minimum: 0, example }, options);

export const HasNumber = (example: number, options?: AnswerFieldOptions) =>
  documented({ type: 'number', example }, options);

/** A share of a whole: 0 to 1. */
export const HasShare = (example: number, options?: AnswerFieldOptions) =>
  documented({ type: 'number', minimum: 0, maximum: 1, example }, options);

export const HasFlag = (example: boolean, options?: AnswerFieldOptions) =>
  documented({ type: 'boolean', example }, options);

export const HasText = (example: string, options?: AnswerFieldOptions) =>
  documented({ type: 'string', example }, options);

export const HasTexts = (example: readonly string[], options?: AnswerFieldOptions) =>
  documented({ type: 'array', items: { type: 'string' }, example }, options);

export const HasOneOf = (words: readonly string[], options?: AnswerFieldOptions) =>
  documented({ type: 'string', enum: [...words], example: words[0] }, options);

/** An instant in UTC. */
export const HasInstant = (example: string, options?: AnswerFieldOptions) =>
  documented({ type: 'string', format: 'date-time', example }, options);

/** A day of the calendar. */
export const HasDay = (example: string, options?: AnswerFieldOptions) =>
  documented({ type: 'string', format: 'date', example }, options);

export const HasZone = (options?: AnswerFieldOptions) =>
  documented({ type: 'string', example: 'America/New_York' }, options);

/** An object of a DTO class. */
export const HasOne = (type: () => Type, options?: AnswerFieldOptions) =>
  documented({ type: () => type() }, options);

/** A list of objects of a DTO class. */
export const HasList = (type: () => Type, options?: AnswerFieldOptions) =>
  documented({ type: () => [type()] }, options);

/** A JSON object whose fields depend on the case. */
export const HasObject = (example: object, options?: AnswerFieldOptions) =>
  documented({ type: 'object', additionalProperties: true, example }, options);
