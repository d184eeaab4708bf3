import 'reflect-metadata';
import type { Region } from './entry/region.js';

const REGION = Symbol('cache:region');

/** Accepts only exactly the same list of parameters, so that a region cannot ignore one that matters. */
type Same<A, B> = [A, B] extends [B, A] ? unknown : 'the region must have the parameters of the method';

/**
 * Caches the results of a method under `region`. It only writes metadata: `CacheableExplorer` wraps the method when the
 * application starts.
 *
 * The method must be a read: the same arguments give the same result until one of the region's tags is forgotten.
 * @throws Error for a static method or a getter
 */
export function Cacheable<Args extends unknown[]>(region: Region<Args>) {
  return <Given extends unknown[], Value>(
    target: object,
    name: string,
    descriptor: TypedPropertyDescriptor<Same<Given, Args> & ((...args: Given) => Promise<Value>)>,
  ): void => {
    if (typeof target === 'function' || descriptor.value === undefined)
      throw new Error(
        `@Cacheable on ${name}: only a method of the instance can be cached, not a static one or a getter`,
      );
    Reflect.defineMetadata(REGION, region, target, name);
  };
}

/**
 * The region of a method, if the class that declares it has made it `@Cacheable`. It is kept with the class: another decorator may replace the
 * method, and a subclass may have one of its own that is not cached.
 */
export function regionOf(prototype: object, name: string): Region<unknown[]> | undefined {
  if (!Object.hasOwn(prototype, name)) {
    const base = Object.getPrototypeOf(prototype) as object | null;
    return base === null ? undefined : regionOf(base, name);
  }
  return Reflect.getOwnMetadata(REGION, prototype, name) as Region<unknown[]> | undefined;
}
