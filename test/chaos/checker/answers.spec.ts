import { describe, expect, it } from '@jest/globals';
import { forbiddenFailures } from './answers.js';
import { emptyHistory, type Failure, type Fault } from './history.js';

const REDIS: Fault = { kind: 'Redis killed', openedAt: 1000, closedAt: 2000, away: ['redis'] };
const POSTGRES: Fault = { kind: 'PostgreSQL restarted', openedAt: 1000, closedAt: 2000, away: ['postgres'] };
const APPLICATION: Fault = {
  kind: 'application killed',
  openedAt: 1000,
  closedAt: 2000,
  away: ['application'],
};

function isForbidden(change: Partial<Failure>, ...faults: Fault[]): boolean {
  const failure: Failure = {
    at: 1500,
    beganAt: 1400,
    instance: 0,
    request: 'GET bookings/available-slots',
    status: 503,
    retryAfter: true,
    detail: '',
    ...change,
  };
  return forbiddenFailures({ ...emptyHistory(), failures: [failure], faults }).length === 1;
}

describe('S3 forbids', () => {
  it('every 5xx because of Redis, and without any reason', () => {
    expect(isForbidden({}, REDIS)).toBe(true);
    expect(isForbidden({})).toBe(true);
  });

  it('500 whatever is away, and 503 that does not say when to come again', () => {
    expect(isForbidden({ status: 500 }, POSTGRES)).toBe(true);
    expect(isForbidden({ retryAfter: false }, POSTGRES)).toBe(true);
    expect(isForbidden({}, POSTGRES)).toBe(false);
  });

  it('503 at once, but not after a wait for the database of a machine that has too much to do', () => {
    expect(isForbidden({ beganAt: 1400, at: 3399 })).toBe(true);
    expect(isForbidden({ beganAt: 1400, at: 3400 })).toBe(false);
    expect(isForbidden({ beganAt: 1400, at: 3400, retryAfter: false })).toBe(true);
    expect(isForbidden({ beganAt: 1400, at: 3400, status: 500 })).toBe(true);
  });

  it('503 long after the database is back', () => {
    expect(isForbidden({ beganAt: 9000, at: 9001 }, POSTGRES)).toBe(true);
  });

  it('no answer at all, but from an instance that is gone', () => {
    for (const status of ['connection', 'timeout', 'unreachable'] as const) {
      expect(isForbidden({ status }, REDIS, POSTGRES)).toBe(true);
      expect(isForbidden({ status }, APPLICATION)).toBe(false);
    }
  });

  it('refusing a read; a writer that lost an answer may get a conflict', () => {
    expect(isForbidden({ status: 404 }, APPLICATION)).toBe(true);
    expect(isForbidden({ status: 412, request: 'PATCH bookings/1' }, APPLICATION)).toBe(false);
    expect(isForbidden({ status: 412, request: 'PATCH bookings/1' })).toBe(true);
  });
});
