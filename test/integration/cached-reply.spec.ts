import { expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { encodeBody } from '../../src/cache/entry/body.codec.js';
import { etagOf } from '../../src/cache/entry/entry.codec.js';
import { Entry } from '../../src/cache/entry/entry.js';
import type { CacheStatus } from '../../src/cache/store/cache-status.js';
import { CachedReply } from '../../src/http/cached-reply.js';
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
