/**
 * Runs a cache engine in a process of its own, from the built sources. On the message "read" it reads one key 1,000 times at
 * once with a load of 400 ms, and reports the values, the number of loads, and how many of them ran at the same time.
 */
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const built = new URL('../../dist/', import.meta.url);
const load = async (path) => import(new URL(path, built).href);
const { Cache } = await load('cache/cache.js');
const { CacheModule } = await load('cache/cache.module.js');
const { defineRegion } = await load('cache/entry/region.js');
const { CacheOwnership } = await load('cache/store/cache-ownership.js');
const { cacheOptionsOf } = await load('cache-settings.js');
const { Env, parseEnv } = await load('config/env.js');
const { ConfigModule } = await load('config/config.module.js');

class Root {}
Module({
  imports: [
    ConfigModule.forRoot(parseEnv(process.env)),
    CacheModule.forRootAsync({ inject: [Env], useFactory: cacheOptionsOf }),
  ],
})(Root);
const app = await NestFactory.createApplicationContext(Root, { logger: false });
const cache = app.get(Cache);
// There is no database, and so no ownership lock to ask.
await app.get(CacheOwnership).request({ request: async () => 'granted' });
cache.setGeneration('5d2cdb53-6dd1-4a4b-8f2e-0d7a3a8ad6a1');

const region = defineRegion({
  name: 'thing',
  pattern: 'thing:{id}',
  version: 1,
  ttl: 300,
  shard: () => 'loc:1',
  key: (id) => `thing:${id}`,
  tags: () => ['a', 'b', 'c', 'd'],
});

async function readAtOnce() {
  let loads = 0;
  let running = 0;
  let mostRunning = 0;
  const slow = async () => {
    loads++;
    mostRunning = Math.max(mostRunning, ++running);
    await sleep(400);
    running--;
    return 7;
  };
  const values = await Promise.all(Array.from({ length: 1000 }, () => cache.getOrLoad(region, [1], slow)));
  return { values: [...new Set(values)], loads, mostRunning };
}

process.on('message', (message) => {
  if (message === 'read') void readAtOnce().then((outcome) => process.send(outcome));
  if (message === 'end') void app.close().then(() => process.exit());
});
process.on('disconnect', () => process.exit());
setInterval(() => process.send({ available: cache.available }), 20).unref();
