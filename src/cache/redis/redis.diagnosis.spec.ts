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
