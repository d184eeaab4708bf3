import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, LazyModuleLoader, MetadataScanner, ModulesContainer } from '@nestjs/core';
import { regionOf } from './cacheable.decorator.js';
import { Cache } from './cache.js';
import type { Region } from './entry/region.js';

type Method = (...args: unknown[]) => Promise<unknown>;
type Provider = Record<string, unknown>;

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
  /** The class and the name of each method, by the name of its region. */
  private readonly owners = new Map<string, { readonly prototype: unknown; readonly name: string }>();
  private readonly wrapped = new WeakSet<Provider>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly modules: ModulesContainer,
    private readonly scanner: MetadataScanner,
    private readonly cache: Cache,
    private readonly lazyModules: LazyModuleLoader,
  ) {}

  /** Every cacheable method by the name of its region. */
  get methods(): ReadonlyMap<string, CacheableMethod> {
    return this.found;
  }

  /** @throws Error for a method that cannot be wrapped, or that would answer for another */
  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const { instance, isNotMetatype, metatype, token } = wrapper as { instance: unknown } & typeof wrapper;
      if (wrapper.isTransient || !wrapper.isDependencyTreeStatic()) {
        // What a factory will make is known by its token only.
        const made = isNotMetatype ? token : metatype;
        if (typeof made === 'function')
          this.refuse(
            made.prototype,
            'of which there is one for the whole application, not one for each request or user',
          );
      } else if (typeof instance === 'object' && instance !== null) this.wrap(instance as Provider);
    }
    for (const { metatype } of this.discovery.getControllers())
      this.refuse(metatype?.prototype, 'that is no controller');
    // Nest makes them anew for each module, even if they are providers as well.
    for (const { injectables } of this.modules.values())
      for (const { metatype } of injectables.values())
        this.refuse(metatype?.prototype, 'that is no guard, interceptor, pipe or filter of a route');
    this.watchLazyModules();
  }

  /** Nest calls no hook of a module that it loads later: no domain of it would be known to the events that forget its entries. */
  private watchLazyModules(): void {
    const load = this.lazyModules.load.bind(this.lazyModules);
    this.lazyModules.load = async (...args) => {
      const loaded = await load(...args);
      for (const { instance } of this.discovery.getProviders() as { instance: unknown }[])
        if (typeof instance === 'object' && instance !== null && !this.wrapped.has(instance as Provider))
          this.refuse(
            Object.getPrototypeOf(instance),
            'of a module that is loaded when the application starts',
          );
      return loaded;
    };
  }

  private refuse(prototype: unknown, condition: string): void {
    const [method] = this.cacheable(prototype);
    if (method === undefined) return;
    throw new Error(`${titleOf(prototype, method.name)} is @Cacheable: move it to a provider ${condition}`);
  }

  private wrap(provider: Provider): void {
    // It may be provided under several names.
    if (this.wrapped.has(provider)) return;
    this.wrapped.add(provider);
    const prototype: unknown = Object.getPrototypeOf(provider);
    for (const { name, region } of this.cacheable(prototype)) {
      const title = titleOf(prototype, name);
      const other = this.owners.get(region.name);
      if (other?.prototype === prototype && other?.name === name)
        throw new Error(
          `The class of ${title} is provided more than once: provide it in one module, which exports it, and import that in the others`,
        );
      if (other !== undefined)
        throw new Error(
          `${title} and ${titleOf(other.prototype, other.name)} are both cached as "${region.name}", and would answer for each other: give each a region of its own`,
        );
      this.owners.set(region.name, { prototype, name });
      const method = provider[name] as Method;
      const load = method.bind(provider);
      this.found.set(region.name, { region, load });
      const cached: Method = (...args) => this.cache.read(region, args, () => load(...args));
      // Other explorers, such as that of `@Cron`, find their methods by it.
      for (const key of Reflect.getOwnMetadataKeys(method) as unknown[])
        Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, method), cached);
      provider[name] = cached;
    }
  }

  private cacheable(prototype: unknown) {
    return this.scanner.getAllMethodNames(prototype as object).flatMap((name) => {
      const region = regionOf(prototype as object, name);
      return region === undefined ? [] : [{ name, region }];
    });
  }
}

function titleOf(prototype: unknown, name: string): string {
  return `${(prototype as object).constructor.name}.${name}`;
}
