import 'reflect-metadata';
import type { Region } from './entry/region.js';

const REGION = Symbol('cache:region');

/** Accepts only exactly the same list of parameters, so that a region cannot ignore one that matters. */
type Same<A, B> = [A, B] extends [B, A] ? unknown : never;

/**
 * Caches the results of a method under `region`. It only writes metadata: `CacheableExplorer` wraps the method when the
 * application starts.
 *
 * The method must be a read: the same arguments give the same result until one of the region's tags is forgotten.
 */
export function Cacheable<Args extends unknown[]>(region: Region<Args>) {
  return <Given extends unknown[], Value>(
    _: object,
    __: string | symbol,
    descriptor: TypedPropertyDescriptor<Same<Given, Args> & ((...args: Given) => Promise<Value>)>,
  ): void => {
    if (descriptor.value !== undefined) Reflect.defineMetadata(REGION, region, descriptor.value);
  };
}

/** The region of a `@Cacheable` method, if it is one. */
export function regionOf(method: object): Region<unknown[]> | undefined {
  return Reflect.getMetadata(REGION, method) as Region<unknown[]> | undefined;
}
