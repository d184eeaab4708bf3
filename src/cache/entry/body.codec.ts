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
  return new UncacheableValue(`${owner}: ${path} cannot be cached (${error.message})`, {
    cause: error.cause ?? error,
  });
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
  const inner = valuesOf(value);
  if (inner === undefined) return false;
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

/** `undefined` if a getter throws. */
function valuesOf(value: object): unknown[] | undefined {
  try {
    return Object.values(value);
  } catch {
    return undefined;
  }
}

/** @throws DevalueError at the first thing that would come back as something else, or not at all. */
function refuseInstances(value: unknown, path: readonly string[], seen: Set<unknown>): void {
  const refuse = (why: string): never => {
    throw new DevalueError(why, [...path], value, undefined);
  };
  if (typeof value === 'function' || typeof value === 'symbol') refuse(`it is a ${typeof value}`);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (!SHAPES.has(Object.getPrototypeOf(value))) refuse('it is an instance of a class');
  if (Object.getOwnPropertySymbols(value).length > 0) refuse('it has a property whose key is a symbol');
  const keys = Object.keys(value);
  const lost = keys.find((key) => !isCarried(value, key));
  if (lost !== undefined) refuse(`it has a property of its own, "${lost}"`);
  for (const [name, inner] of innerOf(value, keys)) {
    const innerPath = [...path, name];
    refuseInstances(readAt(inner, innerPath, value), innerPath, seen);
  }
}

/** Of what is a list, a date, a map or a set by its shape, properties beside that are not written. */
function isCarried(owner: object, key: string): boolean {
  if (Array.isArray(owner)) return String(Number(key) >>> 0) === key;
  return !(owner instanceof Date || owner instanceof Map || owner instanceof Set);
}

/** The values inside, each by the step of the path that leads to it. */
function innerOf(owner: object, keys: readonly string[]): (readonly [string, () => unknown])[] {
  if (owner instanceof Map) {
    return [...(owner as Map<unknown, unknown>)].flatMap(([key, inner], index) => [
      [`.keys()[${index}]`, () => key],
      [entryOf(key), () => inner],
    ]);
  }
  if (owner instanceof Set) return [...owner].map((inner, index) => [`.values()[${index}]`, () => inner]);
  return keys.map((key) => [keyIn(owner, key), () => (owner as Record<string, unknown>)[key]]);
}

/** @throws DevalueError with what a getter threw as its cause. */
function readAt(inner: () => unknown, path: readonly string[], owner: object): unknown {
  try {
    return inner();
  } catch (cause) {
    throw Object.assign(new DevalueError('its getter throws', [...path], owner, undefined), { cause });
  }
}

function entryOf(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' ? `.get(${key})` : '.get(...)';
}

function keyIn(owner: object, key: string): string {
  return Array.isArray(owner) ? `[${key}]` : `.${key}`;
}

/** Of what JSON.parse made; without a list of the values of each object, which took half as long again. */
function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) for (const inner of value) deepFreeze(inner);
  else for (const name in value) deepFreeze((value as Record<string, unknown>)[name]);
  return Object.freeze(value);
}
