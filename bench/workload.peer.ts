import 'reflect-metadata';
import KeyvRedis from '@keyv/redis';
import { CacheInterceptor, CacheModule, CacheTTL } from '@nestjs/cache-manager';
import { type CallHandler, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { Keyv } from 'keyv';
import { map, type Observable } from 'rxjs';
import type * as AppFile from '../src/app.js';
import type * as AppModuleFile from '../src/app.module.js';
import type * as AdminAccountFile from '../src/auth/admin-account.js';
import { CacheOptions } from '../src/cache/entry/cache.options.js';
import type { CacheAnswer } from '../src/cache/entry/cache.answer.js';
import { cacheOptionsOf } from '../src/cache-settings.js';
import type * as EnvFile from '../src/config/env.js';
import { readEnvironment } from '../src/config/read-environment.js';
import { slotsRegion } from '../src/booking/slots/slots.cache.js';
import { nextAvailableRegion } from '../src/booking/slots/next-available.cache.js';
import { availabilityRegion } from '../src/booking/barbers/availability.cache.js';
import { scheduleRegion } from '../src/booking/barbers/schedule.cache.js';
import { conflictsRegion } from '../src/booking/appointments/conflicts.cache.js';
import { businessHoursRegion } from '../src/booking/settings/business-hours.cache.js';
import type * as CachedReplyFile from '../src/http/answers/cached-reply.js';

/**
 * The application with its own cache off and `@nestjs/cache-manager`'s interceptor, with Keyv on Redis, on the same
 * routes at the same TTLs. Nothing invalidates, since the interceptor has no means to.
 */
const DIST = new URL('../../dist/', import.meta.url);
const { createApp } = await built<typeof AppFile>('app.js');
const { parseEnv } = await built<typeof EnvFile>('config/env.js');
const { AppModule } = await built<typeof AppModuleFile>('app.module.js');
const { AdminAccount } = await built<typeof AdminAccountFile>('auth/admin-account.js');
const { CachedReply } = await built<typeof CachedReplyFile>('http/answers/cached-reply.js');
const env = parseEnv({ ...readEnvironment(), CACHE_ENABLED: 'false' });
const options = new CacheOptions(cacheOptionsOf(env));

/** A cached route returns a reply for our own adapter; the interceptor gets the plain value instead. */
class PlainValue implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((result: unknown) => {
        if (!(result instanceof CachedReply)) return result;
        return (result as unknown as { answer: CacheAnswer }).answer.entry.value;
      }),
    );
  }
}

async function built<File>(path: string): Promise<File> {
  return (await import(new URL(path, DIST).href)) as File;
}

/** @param file of the built application, which exports the controller and nothing else */
async function cacheRoute(file: string, method: string, ttlSeconds: number): Promise<void> {
  const [controller] = Object.values(await built<Record<string, { prototype: object }>>(file));
  const descriptor = controller && Object.getOwnPropertyDescriptor(controller.prototype, method);
  if (controller === undefined || descriptor === undefined)
    throw new Error(`${file} has no route ${method}.`);
  UseInterceptors(CacheInterceptor, PlainValue)(controller.prototype, method, descriptor);
  CacheTTL(ttlSeconds * 1000)(controller.prototype, method, descriptor);
}

await cacheRoute('booking/slots/slots.controller.js', 'list', options.ttlSeconds(slotsRegion));
await cacheRoute('booking/slots/slots.controller.js', 'next', options.ttlSeconds(nextAvailableRegion));
await cacheRoute('booking/barbers/availability.controller.js', 'get', options.ttlSeconds(availabilityRegion));
await cacheRoute('booking/barbers/schedule.controller.js', 'get', options.ttlSeconds(scheduleRegion));
await cacheRoute('booking/appointments/conflicts.controller.js', 'list', options.ttlSeconds(conflictsRegion));
await cacheRoute(
  'booking/settings/settings.controller.js',
  'getHours',
  options.ttlSeconds(businessHoursRegion),
);

class WithPeer {}
const forRoot = AppModule.forRoot.bind(AppModule);
AppModule.forRoot = (given) => ({
  module: WithPeer,
  imports: [
    forRoot(given),
    CacheModule.registerAsync({
      isGlobal: true,
      useFactory: () => ({ stores: [new Keyv({ store: new KeyvRedis(process.env['PEER_REDIS_URL']) })] }),
    }),
  ],
});

const app = await createApp(env);
await app.init();
await app.get(AdminAccount, { strict: false }).ensure();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void app.close().finally(() => process.exit(0)));
}
await app.listen(0, '127.0.0.1');
process.stdout.write(`listens at ${await app.getUrl()}\n`);
