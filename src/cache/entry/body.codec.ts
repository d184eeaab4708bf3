import { DevalueError, parse, stringify } from 'devalue';
import { UncacheableValue } from './cache.errors.js';

/** A value as text: JSON if JSON restores the value exactly, else the format of devalue. */
export interface Body {
  readonly text: string;
  readonly isJson: boolean;
}

/**
 * Serialises a value. Dates, maps, sets, big integers, `undefined`, NaN, -0, holes and cycles are restored exactly too, but
 * not as JSON.
 * @param owner the region, for the error.
 * @throws UncacheableValue naming the path of a part that cannot be serialised: a function, a symbol, an instance of a class.
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

function uncacheable(owner: string, error: unknown): UncacheableValue {
  if (error instanceof RangeError) {
    return new UncacheableValue(`${owner}: the value is nested too deeply, or too long, to be cached`, {
      cause: error,
    });
  }
  // For instance what a proxy throws.
  if (!(error instanceof DevalueError))
    return new UncacheableValue(`${owner}: the value cannot be cached (it cannot be read)`, { cause: error });
  const path = error.path === '' ? 'the value' : `value${error.path}`;
  return new UncacheableValue(`${owner}: ${path} cannot be cached (${error.message})`, {
    cause: error.cause ?? error,
  });
}

/**
 * Parses a body. JSON values are deep-frozen, since callers share them. Other values are decoded afresh by each call, since a
 * map or a date cannot be frozen.
 */
export function decodeBody({ text, isJson: wasJson }: Body): unknown {
  return wasJson ? deepFreeze(JSON.parse(text)) : parse(text);
}

/** Deeper than any real value; deeper nesting may be a cycle. */
const DEEPEST = 100;
/** What is nested deeper than this might be encoded, but not decoded by a reader that is called more deeply itself. */
const DEEPEST_OF_ALL = 500;

/** Whether JSON restores the value exactly. */
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
  } else if (shape !== Object.prototype || Object.hasOwn(value, '__proto__') || hasHidden(value))
    return false;
  return inner.every((each) => isJson(each, depth + 1));
}

/**
 * The prototypes that a value may have. Instances of subclasses are refused, because devalue would serialise them as
 * the base class.
 */
const SHAPES = new Set<unknown>([null, ...[Object, Array, Date, Map, Set].map(({ prototype }) => prototype)]);

/** Whether it has a property that is not enumerable, which no format restores. */
function hasHidden(value: object): boolean {
  return Object.getOwnPropertyNames(value).length !== Object.keys(value).length;
}

/** `undefined` if a getter throws. */
function valuesOf(value: object): unknown[] | undefined {
  try {
    return Object.values(value);
  } catch {
    return undefined;
  }
}

/** @throws DevalueError at the first part that would be restored as something else, or not at all. */
function refuseInstances(value: unknown, path: readonly string[], seen: Set<unknown>): void {
  const refuse = (why: string): never => {
    throw new DevalueError(why, [...path], value, undefined);
  };
  if (typeof value === 'function' || typeof value === 'symbol') refuse(`it is a ${typeof value}`);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  if (path.length > DEEPEST_OF_ALL) throw new RangeError('nested too deeply');
  seen.add(value);
  if (!SHAPES.has(Object.getPrototypeOf(value))) refuse('it is an instance of a class');
  if (Object.getOwnPropertySymbols(value).length > 0) refuse('it has a property whose key is a symbol');
  const keys = Object.keys(value);
  const lost = keys.find((key) => !isCarried(value, key));
  if (lost !== undefined) refuse('it has properties of its own');
  if (!Array.isArray(value) && hasHidden(value)) refuse('it has a property that is not enumerable');
  for (const [name, inner] of innerOf(value, keys)) {
    const innerPath = [...path, name];
    refuseInstances(readAt(inner, innerPath, value), innerPath, seen);
  }
}

/** Whether the property is serialised: extra own properties of arrays, dates, maps and sets are not, nor is `__proto__`. */
function isCarried(owner: object, key: string): boolean {
  if (key === '__proto__') return false;
  if (Array.isArray(owner)) return String(Number(key) >>> 0) === key;
  return !(owner instanceof Date || owner instanceof Map || owner instanceof Set);
}

/** The nested values, each with its step of the path. */
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

/** @throws DevalueError whose cause is the error of a getter. */
function readAt(inner: () => unknown, path: readonly string[], owner: object): unknown {
  try {
    return inner();
  } catch (cause) {
    throw Object.assign(new DevalueError('its getter throws', [...path], owner, undefined), { cause });
  }
}

/** Paths are logged: keys that are data, such as a person's name or address, are not part of them. */
function entryOf(key: unknown): string {
  return typeof key === 'number' ? `.get(${key})` : '.get(...)';
}

function keyIn(owner: object, key: string): string {
  if (Array.isArray(owner)) return `[${key}]`;
  return /^[A-Za-z_$][\w$]{0,39}$/.test(key) ? `.${key}` : '[...]';
}

/** Freezes a result of JSON.parse. Listing the values of each object (Object.values) took half as long again. */
function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) for (const inner of value) deepFreeze(inner);
  else for (const name in value) deepFreeze((value as Record<string, unknown>)[name]);
  return Object.freeze(value);
}
