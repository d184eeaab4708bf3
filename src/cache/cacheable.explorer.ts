import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { regionOf } from './cacheable.decorator.js';
import { Cache } from './cache.js';
import type { Region } from './entry/region.js';

type Method = (...args: unknown[]) => Promise<unknown>;

/** A method that answers from the cache, and its region. */
export interface CacheableMethod {
  readonly region: Region<unknown[]>;
  /** Past the cache: the method as it was written, bound to its provider. */
  readonly load: Method;
}

/**
 * Replaces every `@Cacheable` method of every provider by its cached form on the instance itself, so that callers outside
 * and `this.method()` inside both get it.
 */
@Injectable()
export class CacheableExplorer implements OnModuleInit {
  private readonly found = new Map<string, CacheableMethod>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly cache: Cache,
  ) {}

  /** Every cached read by its region's name. */
  get methods(): ReadonlyMap<string, CacheableMethod> {
    return this.found;
  }

  onModuleInit(): void {
    for (const { instance, isNotMetatype } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null || isNotMetatype) continue;
      this.wrap(instance as Record<string, unknown>);
    }
  }

  /** @throws Error when two methods claim one region: they would answer for each other. */
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
