import { describe, expect, it } from '@jest/globals';
import { forbiddenFailures } from './answers.js';
import { emptyHistory, type Failure, type Fault, type Read } from './history.js';

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

  it('503 at once for a wait that would be too long, unless another read shows such a wait at the same instance and time', () => {
    const detail = '{"type":"http://127.0.0.1/docs/problems#overloaded"';
    const failure = {
      at: 1500,
      beganAt: 1400,
      instance: 0,
      request: '',
      status: 503,
      retryAfter: true,
      detail,
    };
    const isForbiddenBeside = (read: Partial<Read>, change: Partial<Failure> = {}) => {
      const reads = [{ instance: 0, beganAt: 1000, endedAt: 2000, ...read } as Read];
      const failures = [{ ...failure, ...change }];
      return forbiddenFailures({ ...emptyHistory(), failures, reads }).length === 1;
    };
    expect(isForbiddenBeside({})).toBe(false);
    expect(isForbiddenBeside({ beganAt: 1001 })).toBe(true);
    expect(isForbiddenBeside({ instance: 1 })).toBe(true);
    expect(isForbiddenBeside({ beganAt: 1501, endedAt: 5000 })).toBe(true);
    expect(isForbiddenBeside({}, { detail: detail.replace('overloaded', 'database-unavailable') })).toBe(
      true,
    );
    expect(isForbiddenBeside({}, { retryAfter: false })).toBe(true);
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
