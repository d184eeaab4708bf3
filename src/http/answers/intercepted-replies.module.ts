import {
  type CallHandler,
  type ExecutionContext,
  Module,
  type NestInterceptor,
  type NestModule,
} from '@nestjs/common';
import { INTERCEPTORS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryModule, DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { answersFromCache } from './answers-from-cache.decorator.js';
import { CachedReply } from './cached-reply.js';

const hidden = new WeakMap<FastifyReply, CachedReply>();

/** The innermost interceptor of a route: the others get the value of the cached read, as they get that of any handler. */
const SHOWS_VALUE: NestInterceptor = {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((result: unknown) => {
        if (!(result instanceof CachedReply)) return result;
        hidden.set(context.switchToHttp().getResponse<FastifyReply>(), result);
        return result.value;
      }),
    );
  },
};

/** What to send for the result of a route: the cached reply, if its interceptors have left the value as it is. */
export function restoredReply(reply: FastifyReply, result: unknown): unknown {
  const cached = hidden.get(reply);
  if (cached === undefined) return result;
  if (cached.value === result) return cached;
  cached.describe(reply);
  return result;
}

/**
 * Gives the interceptors of `@AnswersFromCache()` routes values instead of a {@link CachedReply}. A route without interceptors gets none
 * for that: it would cost a request more than the cached read does.
 */
@Module({ imports: [DiscoveryModule] })
export class InterceptedRepliesModule implements NestModule {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly modules: ModuleRef,
  ) {}

  /** The last hook before the router reads the interceptors of each route. */
  configure(): void {
    const config = this.modules['container'].applicationConfig;
    const globals = [config?.getGlobalInterceptors(), config?.getGlobalRequestInterceptors()].flat();
    for (const { metatype } of this.discovery.getControllers()) {
      const prototype = metatype?.prototype as Record<string, object>;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] as object;
        if (!answersFromCache(handler)) continue;
        const own = interceptorsOf(handler);
        const all = [...globals, ...interceptorsOf(metatype as object), ...own];
        if (all.length > 0 && !own.includes(SHOWS_VALUE))
          Reflect.defineMetadata(INTERCEPTORS_METADATA, [...own, SHOWS_VALUE], handler);
      }
    }
  }
}

function interceptorsOf(target: object): unknown[] {
  return (Reflect.getMetadata(INTERCEPTORS_METADATA, target) ?? []) as unknown[];
}
