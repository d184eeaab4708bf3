import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { regionOf } from './cacheable.decorator.js';
import { Cache } from './cache.js';
import type { Region } from './entry/region.js';

type Method = (...args: unknown[]) => Promise<unknown>;

/** A `@Cacheable` method and its region. */
export interface CacheableMethod {
  readonly region: Region<unknown[]>;
  /** The original, uncached method, bound to its provider. */
  readonly load: Method;
}

/**
 * Wraps every `@Cacheable` method of every provider. The wrapper replaces the method on the instance itself, so that external
 * callers and `this.method()` both use the cache.
 */
@Injectable()
export class CacheableExplorer implements OnModuleInit {
  private readonly found = new Map<string, CacheableMethod>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly cache: Cache,
  ) {}

  /** Every cacheable method by the name of its region. */
  get methods(): ReadonlyMap<string, CacheableMethod> {
    return this.found;
  }

  onModuleInit(): void {
    for (const { instance, isNotMetatype } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null || isNotMetatype) continue;
      this.wrap(instance as Record<string, unknown>);
    }
  }

  /** @throws Error when two methods have the same region: each would return the results of the other. */
  private wrap(provider: Record<string, unknown>): void {
    const prototype: unknown = Object.getPrototypeOf(provider);
    for (const name of this.scanner.getAllMethodNames(prototype as object)) {
      const method = provider[name];
      const region = typeof method === 'function' ? regionOf(method) : undefined;
      if (region === undefined) continue;
      if (this.found.has(region.name)) throw new Error(`Two methods are cached as "${region.name}"`);
      const load = (method as Method).bind(provider);
      this.found.set(region.name, { region, load });
      provider[name] = (...args: unknown[]) => this.cache.read(region, args, () => load(...args));
    }
  }
}
