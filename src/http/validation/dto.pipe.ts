import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type FieldError, Problem } from '../problem.js';
import { QUERY } from './field.js';

const DEEPEST_BODY = 8;
/** What every object has, such as `__proto__` and `toString`: class-transformer skips it silently, and no DTO has it as a field. */
const SKIPPED = new Set(Object.getOwnPropertyNames(Object.prototype));
const NO_CLASS = new Set<unknown>([undefined, Object, String, Number, Boolean, Array]);

/**
 * Makes validated DTOs of bodies and queries; unknown fields are refused.
 *
 * Walking class-validator's metadata costs more than everything else around a cached read, so a query object that
 * {@link parseQueryString} answers again is answered with the same frozen DTO.
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
 * The frozen DTO of a query object. For handlers that take the request as it is: Nest runs pipes through half a dozen
 * promises, which costs more than the cached read.
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
    throw new Problem('invalid-request', 'The body must be a JSON object.');
  }
  if (isDeeper(value, DEEPEST_BODY)) throw new Problem('invalid-request', 'The body is nested too deeply.');
  const instance = plainToInstance(dto, value, { groups });
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  const said = [
    ...skipped(value),
    ...errors.flatMap((error) => sayings(error)).filter(({ field }) => !SKIPPED.has(lastOf(field))),
  ];
  if (said.length > 0) {
    const fields = said.map(({ field, message }) => `${field} ${message}`);
    throw new Problem('invalid-request', `${fields.join('; ')}.`, { errors: said });
  }
  return instance;
}

export const UNKNOWN_FIELD = 'is not a field of this request';

function skipped(value: object, path = ''): FieldError[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const field = path + name;
    if (SKIPPED.has(name)) return [{ field, message: UNKNOWN_FIELD }];
    return typeof inner === 'object' && inner !== null ? skipped(inner, `${field}.`) : [];
  });
}

function lastOf(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1);
}

function sayings(error: ValidationError, path = ''): FieldError[] {
  const field = path + error.property;
  if (error.constraints?.['whitelistValidation'] !== undefined) return [{ field, message: UNKNOWN_FIELD }];
  // Our own word first: what class-validator says of a nested value that is none is the same thing less clearly.
  const message = error.constraints?.['field'] ?? Object.values(error.constraints ?? {})[0];
  const own = message === undefined ? [] : [{ field, message }];
  return own.concat((error.children ?? []).flatMap((child) => sayings(child, `${field}.`)));
}

/** Transforming recurses; 64 KB of brackets would exhaust the stack. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((child) => isDeeper(child, depth - 1));
}
