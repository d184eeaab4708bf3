import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type FieldError, invalidRequest } from '../problem.js';
import { QUERY } from './field.js';
import { excessIn } from './request-shape.js';

/** Names such as `__proto__` and `toString`, which every object has: class-transformer skips them silently, and no DTO declares them. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));
const NO_CLASS = new Set<unknown>([undefined, Object, String, Number, Boolean, Array]);

/**
 * Turns bodies and queries into validated DTOs; unknown fields are refused.
 *
 * Walking class-validator's metadata costs more than everything else around a cached read, so the DTO of a query object is
 * remembered: {@link parseQueryString} returns the same object for the same query string.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  /** @throws Problem `invalid-request` with one error per field. */
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' && type !== 'query') return value;
    if (NO_CLASS.has(metatype)) throw new Error(`A ${type} must be declared as a DTO class.`);
    const dto = metatype as ClassConstructor<object>;
    return type === 'query' ? queryDto(dto, value as object) : validated(value ?? {}, dto, []);
  }
}

const remembered = new WeakMap<object, Map<unknown, object>>();

/**
 * The frozen DTO of a query object, for handlers that take the whole request: Nest runs pipes through half a dozen promises,
 * which costs more than the cached read.
 * @throws Problem `invalid-request` with one error per field.
 */
export function queryDto<Dto extends object>(dto: ClassConstructor<Dto>, query: object): Readonly<Dto> {
  let byClass = remembered.get(query);
  let known = byClass?.get(dto);
  if (known === undefined) {
    known = Object.freeze(validated(query, dto, [QUERY]));
    byClass ??= new Map();
    byClass.set(dto, known);
    remembered.set(query, byClass);
  }
  return known as Readonly<Dto>;
}

function validated(value: unknown, dto: ClassConstructor<object>, groups: string[]): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([], { detail: 'The body must be a JSON object.' });
  }
  const excess = excessIn(value);
  if (excess !== undefined) throw invalidRequest([], { detail: `The request ${excess}.` });
  const instance = plainToInstance(dto, value, { groups });
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  const found = [
    ...inheritedNames(value),
    ...errors.flatMap((error) => fieldErrors(error)).filter(({ field }) => !INHERITED.has(lastOf(field))),
  ];
  if (found.length > 0) throw invalidRequest(found);
  return instance;
}

export const UNKNOWN_FIELD = 'is not a field of this request';

function inheritedNames(value: object, path = ''): FieldError[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const field = path + name;
    if (INHERITED.has(name)) return [{ field, message: UNKNOWN_FIELD }];
    return typeof inner === 'object' && inner !== null ? inheritedNames(inner, `${field}.`) : [];
  });
}

function lastOf(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}

function fieldErrors(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  if (error.constraints?.['whitelistValidation'] !== undefined) return [{ field, message: UNKNOWN_FIELD }];
  // Our own message first: class-validator's message about a malformed nested value is less clear.
  const message = error.constraints?.['field'] ?? Object.values(error.constraints ?? {})[0];
  const own = message === undefined ? [] : [{ field, message }];
  return own.concat((error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`)));
}
