import { describe, expect, it } from '@jest/globals';
import { Problem } from '../../http/problem.js';
import { MetricsAccess } from './metrics.access.js';

const TOKEN = 'a token of the monitoring';

const answer = (
  settings: { METRICS_TOKEN?: string; METRICS_PORT?: number; isProduction?: boolean },
  socketAddress: string,
  authorization?: string,
  clientAddress = socketAddress,
) => {
  try {
    const access = new MetricsAccess({ HOST: '127.0.0.1', isProduction: true, ...settings });
    access.check({ socketAddress, clientAddress, authorization });
    return 'metrics';
  } catch (error) {
    return (error as Problem).code;
  }
};

describe('the metrics', () => {
  it.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '::ffff:10.0.0.1',
    'fd00::1',
  ])('are given to %s in production', (address) => expect(answer({}, address)).toBe('metrics'));

  it.each(['203.0.113.7', '172.32.0.1', '11.0.0.1', '2001:db8::1', '::ffff:203.0.113.7', '', 'x'])(
    'are not given to "%s" in production',
    (address) => expect(answer({}, address)).toBe('forbidden'),
  );

  it('are not given to other networks by a proxy in this one, nor to who claims to be in it', () => {
    expect(answer({}, '10.0.0.2', undefined, '10.0.0.3')).toBe('metrics');
    expect(answer({}, '10.0.0.2', undefined, '203.0.113.7')).toBe('forbidden');
    expect(answer({}, '203.0.113.7', undefined, '10.0.0.3')).toBe('forbidden');
  });

  it('are given to everybody in development', () => {
    expect(answer({ isProduction: false }, '203.0.113.7')).toBe('metrics');
  });

  it('need the token if there is one, from wherever', () => {
    const settings = { METRICS_TOKEN: TOKEN };
    expect(answer(settings, '203.0.113.7', `Bearer ${TOKEN.replaceAll(' ', '')}`)).toBe('unauthenticated');
    expect(answer({ METRICS_TOKEN: 'abcdefghijklmnop' }, '203.0.113.7', 'Bearer abcdefghijklmnop')).toBe(
      'metrics',
    );
    expect(answer({ METRICS_TOKEN: 'abcdefghijklmnop' }, '127.0.0.1', 'Bearer abcdefghijklmnoq')).toBe(
      'unauthenticated',
    );
    expect(answer({ ...settings, isProduction: false }, '127.0.0.1')).toBe('unauthenticated');
  });

  it('are not at the API’s port if they have their own', () => {
    expect(answer({ METRICS_PORT: 9100 }, '127.0.0.1')).toBe('not-found');
  });
});
