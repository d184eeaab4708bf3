import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cache } from '../../src/cache/cache.js';
import { Cacheable } from '../../src/cache/cacheable.decorator.js';
import { CacheModule } from '../../src/cache/cache.module.js';
import { defineRegion } from '../../src/cache/entry/region.js';
import { CacheOwnership } from '../../src/cache/store/cache-ownership.js';
import { parseEnv } from '../../src/config/env.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { AnswersFromCache } from '../../src/http/answers/answers-from-cache.decorator.js';
import { ApiAdapter } from '../../src/http/api.adapter.js';
import { fastify } from 'fastify';
import { map } from 'rxjs';
import { encodeBody } from '../../src/cache/entry/body.codec.js';
import { etagOf } from '../../src/cache/entry/entry.codec.js';
import { Entry } from '../../src/cache/entry/entry.js';
import type { CacheStatus } from '../../src/cache/store/cache-status.js';
import { CachedReply } from '../../src/http/answers/cached-reply.js';
import { InterceptedRepliesModule } from '../../src/http/answers/intercepted-replies.module.js';
import { decorateResponses } from '../../src/http/response-headers.js';

/** What a client gets where a handler answers with a cached read of this value. */
async function sent(value: unknown): Promise<{ text: string; etag: string | null }> {
  const entry = new Entry(encodeBody('things', value), '"tag"', 0, 1000, null);
  const answer = { entry, status: { result: 'hit', tier: 'l1' }, readOn: 0 } as const;
  const server = fastify();
  decorateResponses(server, { available: true } as CacheStatus);
  server.get('/', (_, reply) => new CachedReply(answer).send(reply));
  const origin = await server.listen({ host: '127.0.0.1', port: 0 });
  try {
    const response = await fetch(origin);
    return { text: await response.text(), etag: response.headers.get('etag') };
  } finally {
    await server.close();
  }
}

it('JSON is sent as the cache keeps it', async () => {
  expect(await sent({ a: 'ü' })).toEqual({ text: '{"a":"ü"}', etag: '"tag"' });
});

it('what JSON cannot carry back is sent as a handler’s value would be, with an ETag of that', async () => {
  const text = '{"at":"1970-01-01T00:00:00.000Z"}';
  expect(await sent({ at: new Date(0), none: undefined })).toEqual({ text, etag: etagOf(text) });
});

it('nothing is sent for what JSON omits', async () => {
  expect(await sent(undefined)).toEqual({ text: '', etag: etagOf('') });
});

class Barber {
  constructor(private readonly name: string) {}

  toJSON(): unknown {
    return { named: this.name };
  }
}

const VALUES: Readonly<Record<string, () => unknown>> = {
  instance: () => new Barber('Ann'),
  url: () => ({ at: new URL('https://example.test/a') }),
  bytes: () => Buffer.from('Ann'),
  nothing: () => undefined,
  json: () => ({ name: 'Ann' }),
};

@Injectable()
class Things {
  @Cacheable(
    defineRegion<[name: string]>({
      name: 'things',
      pattern: 'things:{name}',
      version: 1,
      ttl: 300,
      shard: () => 'loc:1',
      key: (name) => `things:${name}`,
      tags: () => ['a'],
    }),
  )
  async find(name: string): Promise<unknown> {
    return VALUES[name]?.();
  }
}

function changing(change: (value: unknown) => unknown): NestInterceptor {
  return { intercept: (_, next) => next.handle().pipe(map(change)) };
}

@Controller()
class ThingsController {
  constructor(private readonly things: Things) {}

  @Get('instance')
  @AnswersFromCache()
  instance(): Promise<unknown> {
    return this.things.find('instance');
  }

  @Get('url')
  @AnswersFromCache()
  async url(): Promise<unknown> {
    return this.things.find('url');
  }

  @Get('bytes')
  @AnswersFromCache()
  bytes(): Promise<unknown> {
    return this.things.find('bytes');
  }

  @Get('json')
  @AnswersFromCache()
  json(): Promise<unknown> {
    return this.things.find('json');
  }

  @Get('labelled')
  @UseInterceptors(changing((value) => ({ label: 'first', value })))
  @AnswersFromCache()
  labelled(): Promise<unknown> {
    return this.things.find('json');
  }

  @Get('too-long')
  @AnswersFromCache()
  tooLong(): Promise<unknown> {
    return this.things.find('x'.repeat(300));
  }
}

@Module({
  imports: [ConfigModule.forRoot(parseEnv({})), CacheModule.forRoot(), InterceptedRepliesModule],
  providers: [Things],
  controllers: [ThingsController],
})
class ThingsModule {}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cache: string | null;
  readonly control: string | null;
  readonly etag: string | null;
}

/** Runs the test on an application whose reads are cached. */
async function serving(
  interceptors: readonly NestInterceptor[],
  test: (get: (path: string) => Promise<Answer>) => Promise<void>,
): Promise<void> {
  const adapter = new ApiAdapter();
  decorateResponses(adapter.getInstance(), { available: true } as CacheStatus);
  const app = await NestFactory.create(ThingsModule, adapter, { logger: false });
  app.useGlobalInterceptors(...interceptors);
  await app.listen(0, '127.0.0.1');
  await app.get(CacheOwnership).request({
    request: async () => 'granted',
    isUnowned: async () => false,
    isOwned: async () => false,
  });
  app.get(Cache).setGeneration('5d2cdb53-6dd1-4a4b-8f2e-0d7a3a8ad6a1');
  try {
    await test(async (path) => {
      const response = await fetch(`${await app.getUrl()}/${path}`);
      const { status, headers } = response;
      return {
        status,
        text: await response.text(),
        cache: headers.get('cache-status'),
        control: headers.get('cache-control'),
        etag: headers.get('etag'),
      };
    });
  } finally {
    await app.close();
  }
}

it('what the cache cannot hold is sent as any handler’s result, and Cache-Status says why', async () => {
  const value = {
    status: 200,
    cache: 'BookedBarber; fwd=bypass; detail=uncacheable-value',
    control: 'no-cache',
    etag: null,
  };
  await serving([], async (get) => {
    expect(await get('instance')).toEqual({ ...value, text: '{"named":"Ann"}' });
    expect(await get('url')).toEqual({ ...value, text: '{"at":"https://example.test/a"}' });
    expect(await get('bytes')).toEqual({ ...value, text: 'Ann' });
    const key = 'BookedBarber; fwd=bypass; detail=uncacheable-key';
    expect(await get('too-long')).toMatchObject({ status: 200, text: '', cache: key });
  });
});

describe('interceptors of a cached route get its value', () => {
  const label = '{"label":"first","value":{"name":"Ann"}}';
  const cache = expect.stringMatching(/^BookedBarber; (fwd=miss|hit)/) as unknown;

  it('those of the handler', async () => {
    await serving([], async (get) => {
      expect(await get('labelled')).toMatchObject({ text: label, cache, control: 'no-cache', etag: null });
      expect(await get('json')).toMatchObject({ text: '{"name":"Ann"}', cache, etag: expect.any(String) });
    });
  });

  it('those of all routes, and what none of them changes is sent as the cache keeps it', async () => {
    const seen: unknown[] = [];
    const sees = changing((value) => {
      seen.push(value);
      return value;
    });
    await serving([sees], async (get) => {
      expect(await get('json')).toMatchObject({ text: '{"name":"Ann"}', cache, etag: expect.any(String) });
      expect(await get('bytes')).toMatchObject({
        text: 'Ann',
        cache: expect.stringContaining('uncacheable'),
      });
    });
    expect(seen).toEqual([{ name: 'Ann' }, Buffer.from('Ann')]);
    await serving([changing((value) => [value])], async (get) => {
      expect(await get('labelled')).toMatchObject({ text: `[${label}]`, cache });
    });
  });
});
