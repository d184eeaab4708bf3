import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { weakSecrets } from './weak-secrets.js';

describe('the secrets of a production server', () => {
  it.each([
    ['SEED_DEMO', { SEED_DEMO: true }],
    ['JWT_SECRET', { JWT_SECRET: 'x'.repeat(64) }],
    ['JWT_SECRET', { JWT_SECRET: 'ab'.repeat(32) }],
    ['JWT_SECRET', { JWT_SECRET: '0123456789'.repeat(4) }],
    ['JWT_SECRET', { JWT_SECRET: `${'a'.repeat(40)}bcd` }],
    ['JWT_SECRET', { JWT_SECRET: 'change-me-to-32-random-characters-please' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'change-me' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'Password123!' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: '12345678' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'aaaaaaaaaa' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'Demo-Password' }],
    ['ADMIN_PASSWORD', { ADMIN_PASSWORD: 'Sunshine' }],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'Owner@shop.example', ADMIN_PASSWORD: 'owner@shop.example' }],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'barbershop@shop.example', ADMIN_PASSWORD: 'Barbershop' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://bookedbarber:bookedbarber@postgres:5432/bookedbarber' }],
    ['REDIS_URL', { REDIS_URL: 'redis://bookedbarber:change-me@redis:6379' }],
    ['REDIS_PASSWORD', { REDIS_PASSWORD: 'change-me' }],
  ])('may not be what everybody knows: %s of %j', (name, secrets) => {
    const [sentence, ...more] = weakSecrets(secrets);
    expect(sentence).toMatch(new RegExp(`^${name} `));
    expect(more).toEqual([]);
  });

  it.each([
    {},
    { SEED_DEMO: false },
    { JWT_SECRET: 'a sentence of more than thirty-two letters' },
    { ADMIN_PASSWORD: 'nine blue herons' },
    { DATABASE_URL: 'postgres://shop:p%zz@db/shop', REDIS_URL: 'redis://redis:6379' },
    { DATABASE_URL: 'postgres://shop:long-and-random@db/shop', REDIS_PASSWORD: 'also-random' },
  ])('may be anything else: %j', (secrets) => {
    expect(weakSecrets(secrets)).toEqual([]);
  });

  it('are random as "openssl rand" makes them', () => {
    for (let index = 0; index < 200; index++) {
      const JWT_SECRET = randomBytes(16).toString('hex');
      expect(weakSecrets({ JWT_SECRET })).toEqual([]);
    }
  });
});
