import { describe, expect, it } from '@jest/globals';
import { Env } from './env.js';
import { unknownSettings } from './unknown-settings.js';

describe('unknown settings', () => {
  it.each([
    ['REDIS_ULR', 'REDIS_URL'],
    ['CACHE_L1_MAX_BYTE', 'CACHE_L1_MAX_BYTES'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['JWT_SECERT', 'JWT_SECRET'],
    ['PROT', 'PORT'],
  ])('%s resembles %s', (name, resembles) => {
    expect(unknownSettings({ [name]: 'hunter2' })).toEqual([{ name, resembles }]);
  });

  it.each([
    'HOME',
    'PATH',
    'POST',
    'HOSTNAME',
    'PGHOST',
    'REDIS_PORT',
    'NODE_OPTIONS',
    'DATABASE_DIRECT_URL',
  ])('%s belongs to another program', (name) => {
    expect(unknownSettings({ [name]: '' })).toEqual([]);
  });

  it('does not warn of a setting', () => {
    expect(unknownSettings(Object.fromEntries(Object.entries(new Env())))).toEqual([]);
  });
});
