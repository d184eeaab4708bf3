import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cache } from '../src/cache/cache.js';
import { CacheModule } from '../src/cache/cache.module.js';
import { CacheOwnership } from '../src/cache/store/cache-ownership.js';
import { Suspensions } from '../src/cache/store/suspension.js';
import { cacheOptionsOf } from '../src/cache-settings.js';
import { Env, parseEnv } from '../src/config/env.js';
import { ConfigModule } from '../src/config/config.module.js';

const GENERATION = '5d2cdb53-6dd1-4a4b-8f2e-0d7a3a8ad6a1';

/** Opens the cache engine without the application; resolves once its reads use Redis. */
export async function openEngine(env: Record<string, string>): Promise<{
  readonly cache: Cache;
  readonly suspensions: () => number;
  readonly close: () => Promise<void>;
}> {
  class Root {}
  Module({
    imports: [
      ConfigModule.forRoot(parseEnv({ CACHE_SAMPLE_RATE: '0', ...env })),
      CacheModule.forRootAsync({ inject: [Env], useFactory: cacheOptionsOf }),
    ],
  })(Root);
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  const cache = app.get(Cache);
  await app.get(CacheOwnership).request({
    request: async () => 'granted',
    isUnowned: async () => false,
    isOwned: async () => false,
  });
  cache.setGeneration(GENERATION);
  while (!cache.available) await new Promise((resolve) => setTimeout(resolve, 5));
  let suspensions = 0;
  const held = app.get(Suspensions);
  const add = held.add.bind(held);
  held.add = (reason, now, why) => {
    suspensions++;
    add(reason, now, why);
  };
  return { cache, suspensions: () => suspensions, close: async () => app.close() };
}
