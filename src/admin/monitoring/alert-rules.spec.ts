import { describe, expect, it } from '@jest/globals';
import { METRICS } from './alert-levels.js';
import { type CacheSample, judgeSample, worstLevel } from './alert-rules.js';
import type { CacheHealthMetricDto } from './cache-health.dto.js';

const thresholds = {
  responseMs: 100,
  memoryBytes: 512 * 2 ** 20,
  memoryShare: 0.9,
  hitRate: 0.7,
  connections: 100,
};
const fine: CacheSample = {
  at: 0,
  mode: 'redis',
  switchedOff: false,
  available: true,
  responseTimeMs: { p50: 1, p95: 100 },
  usedMemoryBytes: 512 * 2 ** 20,
  maxMemoryBytes: 0,
  hitRate: 0.7,
  requests: 1000,
  connectedClients: 100,
  expires: true,
};

describe('alert rules', () => {
  it('rate a sample exactly at its thresholds as healthy', () => {
    const metrics = judgeSample(fine, thresholds);
    expect(metrics.map(({ name }) => name)).toEqual(METRICS);
    expect(worstLevel(metrics)).toBe('healthy');
  });

  it.each([
    ['availability', { available: false }, 'critical'],
    ['availability', { available: false, mode: 'off' }, 'critical'],
    ['response_time', { responseTimeMs: { p50: 1, p95: 100.1 } }, 'warning'],
    ['memory_usage', { usedMemoryBytes: 512 * 2 ** 20 + 1 }, 'warning'],
    ['memory_usage', { usedMemoryBytes: 91, maxMemoryBytes: 100 }, 'warning'],
    ['hit_rate', { hitRate: 0.69 }, 'warning'],
    ['connections', { connectedClients: 101 }, 'warning'],
    ['expiration', { expires: false }, 'warning'],
  ] as const)('%s: %j is %s, and nothing else is', (name, change, level) => {
    const metrics = judgeSample({ ...fine, ...change }, thresholds);
    expect(metrics.filter(({ status }) => status !== 'healthy').map((metric) => metric.name)).toEqual([name]);
    expect(worstLevel(metrics)).toBe(level);
  });

  it('rate a switched-off cache as healthy, and say that it is off', () => {
    const off = { ...fine, mode: 'off', switchedOff: true, available: false, hitRate: null } as const;
    const metrics = judgeSample(off, thresholds);
    expect(worstLevel(metrics)).toBe('healthy');
    expect(metrics[0]).toMatchObject({
      value: 0,
      threshold: null,
      message: expect.stringContaining('switched off'),
    });
  });

  it('say why this instance may not cache', () => {
    const denied = { ...fine, mode: 'off', available: false, denial: 'another release caches' } as const;
    expect(judgeSample(denied, thresholds)[0]?.message).toContain('another release caches');
  });

  it('compare memory with maxmemory if it is set, however large it is', () => {
    const roomy = { ...fine, usedMemoryBytes: 2 ** 31, maxMemoryBytes: 2 ** 32 };
    expect(worstLevel(judgeSample(roomy, thresholds))).toBe('healthy');
  });

  it('rate what was not measured as unknown, say why, and let nothing of it decide the whole', () => {
    const unmeasured = {
      responseTimeMs: null,
      usedMemoryBytes: null,
      hitRate: null,
      connectedClients: null,
      expires: null,
    };
    for (const change of [
      unmeasured,
      { ...unmeasured, available: false },
      { ...unmeasured, mode: 'memory' },
      { ...unmeasured, mode: 'off', switchedOff: true, available: false },
    ] as const) {
      const [first, ...rest] = judgeSample({ ...fine, ...change }, thresholds);
      expect(first?.status).not.toBe('unknown');
      for (const metric of rest) {
        expect(metric).toMatchObject({
          value: null,
          status: 'unknown',
          message: expect.stringMatching(/^Not measured: \w/),
        });
      }
      expect(worstLevel(rest)).toBe('unknown');
      expect(worstLevel([first as CacheHealthMetricDto, ...rest])).toBe(first?.status);
    }
  });

  it('round what was measured, and name the unit', () => {
    const noisy = {
      hitRate: 0.383_838_38,
      requests: 1311.3333,
      responseTimeMs: { p50: 1.234_567, p95: 2.345_678 },
    };
    const said = judgeSample({ ...fine, ...noisy, connectedClients: 1 }, thresholds);
    expect(said.map(({ value }) => value)).toEqual([1, 2.346, 512 * 2 ** 20, 0.3838, 1, 1]);
    expect(said[3]?.message).toBe('38.4 % of 1311 reads were hits');
    expect(said[4]?.message).toBe('1 client is connected to Redis');
    const [, , , mean] = judgeSample({ ...fine, ...noisy, isPerMinute: true }, thresholds);
    expect(mean?.message).toBe('38.4 % of about 1311 reads a minute were hits');
  });
});
