import { describe, expect, it } from '@jest/globals';
import { clientToPrimary } from './redis.options.js';

describe('the login at a server', () => {
  const password = 'p:w/%@';
  it.each([
    ['redis://h', { username: 'app', password }, { username: 'app', password }],
    ['redis://app@h', { password }, { username: 'app', password }],
    ['redis://:p%3Aw%2F%25%40@h', { username: 'app' }, { username: 'app', password }],
    ['redis://app:other@h/5', { username: 'user', password }, { username: 'app', password: 'other', db: 5 }],
  ])('%s: what the address lacks is that of the settings', (url, settings, expected) => {
    expect(clientToPrimary({ url, ...settings }).options).toMatchObject(expected);
  });
});
