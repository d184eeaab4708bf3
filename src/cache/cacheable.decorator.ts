import 'reflect-metadata';
import type { Region } from './entry/region.js';

const REGION = Symbol('cache:region');

/** Resolves to `true` only for the very same list of parameters, so that a region cannot ignore one that matters. */
type Same<A, B> = [A, B] extends [B, A] ? unknown : never;

/**
 * Makes the method's answers cached under `region`, for every caller. It only writes metadata: the explorer wraps the
 * method when the application starts.
 *
 * The method must be a read: same arguments, same answer, until one of the region's tags is forgotten.
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

/** The region a method was declared with, if any. */
export function regionOf(method: object): Region<unknown[]> | undefined {
  return Reflect.getMetadata(REGION, method) as Region<unknown[]> | undefined;
}
