import { Module } from '@nestjs/common';
import { CacheShards } from '../booking/shards.cache.js';
import { InvalidationListener } from './invalidation.listener.js';

/** What domain events make stale is forgotten. */
@Module({ providers: [InvalidationListener, CacheShards] })
export class InvalidationModule {}
