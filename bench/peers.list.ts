import { openAsyncCacheDedupe } from './peers.async-cache-dedupe.js';
import { openBentocache } from './peers.bentocache.js';
import type { OpenContender } from './peers.contender.js';
import { openCacheManager } from './peers.keyv.js';
import { openOurs } from './peers.ours.js';

/** Every contender by its name in the tables. */
export const CONTENDERS: Readonly<Record<string, OpenContender>> = {
  'ours, no L1': async (around) => openOurs(around, { l1: false }),
  'bentocache, no L1': async (around) => openBentocache(around, { l1: false, tags: true }),
  'bentocache, no L1, no tags': async (around) => openBentocache(around, { l1: false, tags: false }),
  'async-cache-dedupe on Redis': async (around) => openAsyncCacheDedupe(around, { memory: false }),
  'cache-manager on Redis': async (around) => openCacheManager(around, { l1: false }),
  ours: async (around) => openOurs(around, { l1: true }),
  'bentocache with bus': async (around) => openBentocache(around, { l1: true, tags: true }),
  'bentocache with bus, no tags': async (around) => openBentocache(around, { l1: true, tags: false }),
  'async-cache-dedupe in memory': async (around) => openAsyncCacheDedupe(around, { memory: true }),
  'cache-manager, memory and Redis': async (around) => openCacheManager(around, { l1: true }),
};

/** Contenders whose hits come from Redis, in the order of the table. */
export const ON_REDIS = [
  'ours, no L1',
  'bentocache, no L1',
  'bentocache, no L1, no tags',
  'async-cache-dedupe on Redis',
  'cache-manager on Redis',
] as const;

/** Contenders whose hits come from the process's memory. */
export const IN_MEMORY = [
  'ours',
  'bentocache with bus',
  'bentocache with bus, no tags',
  'async-cache-dedupe in memory',
  'cache-manager, memory and Redis',
] as const;

/** Contenders in the configuration that their documentation gives for several processes. */
export const FOR_SEVERAL_PROCESSES = [
  'ours',
  'bentocache with bus',
  'bentocache with bus, no tags',
  'async-cache-dedupe on Redis',
  'cache-manager on Redis',
] as const;
