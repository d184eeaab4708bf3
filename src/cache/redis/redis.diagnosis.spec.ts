import { expect, it } from '@jest/globals';
import { sentenceFor } from './redis.diagnosis.js';
import { hostAndPort } from './redis.options.js';

it('a connection that is not there is named so, whatever words the client has for it', () => {
  for (const message of [
    "Stream isn't writeable and enableOfflineQueue options is false",
    'Connection is closed.',
  ]) {
    expect(sentenceFor(new Error(message))).toBe('Redis cannot be used (the connection was closed)');
  }
});

it('an address of IPv6 is in brackets', () => {
  expect(hostAndPort('[fd00::1]:6379')).toEqual({ host: 'fd00::1', port: 6379 });
  expect(hostAndPort('redis-1:6379')).toEqual({ host: 'redis-1', port: 6379 });
});

it('names REDIS_SENTINELS where it leads to a Redis that is no Sentinel', () => {
  // As ioredis says it of a plain Redis 7.0.
  const message =
    "All sentinels are unreachable and retry is disabled. Last error: ERR unknown command 'sentinel', with args beginning with: " +
    "'get-master-addr-by-name' 'm' ";
  expect(sentenceFor(new Error(message))).toMatch(/^REDIS_SENTINELS leads to a server that is no Sentinel: /);
});

it('blames REDIS_URL for a redirection only where it is set: a cluster sends them when slots are moved', () => {
  expect(sentenceFor(new Error('MOVED 3999 127.0.0.1:6381'))).toMatch(
    /if REDIS_URL is set, .*; else slots have been moved/,
  );
});
