import { DevalueError, parse, stringify } from 'devalue';
import { UncacheableValue } from './cache.errors.js';

/** The text that an entry keeps of a value: JSON where JSON brings back what went in, else devalue's format. */
export interface Body {
  readonly text: string;
  readonly isJson: boolean;
}

/**
 * Dates, maps, sets, big integers, `undefined`, NaN, -0, holes and cycles come back as they went in, but not as JSON.
 * @param owner the region, for the error.
 * @throws UncacheableValue naming the path of what nothing can carry: a function, a symbol, an instance of a class.
 */
export function encodeBody(owner: string, value: unknown): Body {
  try {
    if (isJson(value, 0)) return { text: JSON.stringify(value), isJson: true };
    refuseInstances(value, [], new Set());
    return { text: stringify(value), isJson: false };
  } catch (error) {
    throw uncacheable(owner, error);
  }
}

function uncacheable(owner: string, error: unknown): unknown {
  if (error instanceof RangeError) {
    return new UncacheableValue(`${owner}: the value is nested too deeply to be cached`, { cause: error });
  }
  if (!(error instanceof DevalueError)) return error;
  const path = error.path === '' ? 'the value' : `value${error.path}`;
  return new UncacheableValue(`${owner}: ${path} cannot be cached (${error.message})`, { cause: error });
}

/**
 * JSON's values are deeply frozen, for everybody may get the same one. Of the others each call makes another: a map or a
 * date cannot be frozen.
 */
export function decodeBody({ text, isJson: wasJson }: Body): unknown {
  return wasJson ? deepFreeze(JSON.parse(text)) : parse(text);
}

/** Deeper than any answer: what is nested further may be a cycle. */
const DEEPEST = 100;

/** Whether JSON brings it back as it is. */
function isJson(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || depth > DEEPEST || Object.getOwnPropertySymbols(value).length > 0)
    return false;
  const inner = Object.values(value);
  const shape: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    // A hole is undefined, and a key beyond the indices is lost.
    if (shape !== Array.prototype || inner.length !== value.length || !value.every((_, at) => at in value))
      return false;
    // JSON.parse makes an own property of `__proto__`, but a literal does not; devalue refuses it.
  } else if (shape !== Object.prototype || Object.hasOwn(value, '__proto__')) return false;
  return inner.every((each) => isJson(each, depth + 1));
}

/** What an object may be made of; devalue takes instances of their subclasses for one of these. */
const SHAPES = new Set<unknown>([null, ...[Object, Array, Date, Map, Set].map(({ prototype }) => prototype)]);

/** @throws DevalueError at the first object that would come back as something else. */
function refuseInstances(value: unknown, path: readonly string[], seen: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  const isWhole =
    SHAPES.has(Object.getPrototypeOf(value)) && Object.getOwnPropertySymbols(value).length === 0;
  if (!isWhole) throw new DevalueError('it is an instance of a class', [...path], value, undefined);
  if (value instanceof Map) {
    for (const [key, inner] of value as Map<unknown, unknown>) {
      refuseInstances(key, path, seen);
      refuseInstances(inner, [...path, entryOf(key)], seen);
    }
  } else if (value instanceof Set) {
    for (const inner of value) refuseInstances(inner, path, seen);
  } else {
    for (const [key, inner] of Object.entries(value))
      refuseInstances(inner, [...path, keyIn(value, key)], seen);
  }
}

function entryOf(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? `.get(${key})` : '.get(...)';
}

function keyIn(owner: object, key: string): string {
  return Array.isArray(owner) ? `[${key}]` : `.${key}`;
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
