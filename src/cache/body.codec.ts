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
    return isJson(value, 0)
      ? { text: JSON.stringify(value), isJson: true }
      : { text: stringify(value), isJson: false };
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error;
    const path = error.path === '' ? 'the value' : `value${error.path}`;
    throw new UncacheableValue(`${owner}: ${path} cannot be cached (${error.message})`, { cause: error });
  }
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
  if (typeof value !== 'object' || depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    // A hole is undefined here; what else an array may have been given is a key beyond its indices.
    return Object.keys(value).length === value.length && value.every((item) => isJson(item, depth + 1));
  }
  return (
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.getOwnPropertySymbols(value).length === 0 &&
    // JSON.parse makes an own property of it, but a literal does not; devalue refuses it.
    !Object.hasOwn(value, '__proto__') &&
    Object.values(value).every((inner) => isJson(inner, depth + 1))
  );
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
