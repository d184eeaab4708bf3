import { Global, Module } from '@nestjs/common';
import { CacheStatus } from './cache-status.js';
import { Cache } from './cache.js';

/** The cache engine. Global, since `@Cacheable` works on the providers of every module. */
@Global()
@Module({
  providers: [Cache, { provide: CacheStatus, useExisting: Cache }],
  exports: [Cache, CacheStatus],
})
export class CacheModule {}
