import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Cache } from '../cache/cache.js';
import { OutboxSuspension } from './outbox.suspension.js';

describe('the suspension for unpublished changes', () => {
  let reasons: Set<string>;
  let suspension: OutboxSuspension;

  beforeEach(() => {
    reasons = new Set();
    const cache: Pick<Cache, 'suspend' | 'resume'> = {
      suspend: (reason) => void reasons.add(reason),
      resume: (reason) => void reasons.delete(reason),
    };
    suspension = new OutboxSuspension(cache as Cache);
  });

  it('leaves rows alone that are being published', () => {
    suspension.record({ newestId: 12 });
    expect(suspension.waitsFor).toBeUndefined();
    expect(reasons.size).toBe(0);
  });

  it('begins with a row that no relay published in time, and waits for what was pending then', () => {
    suspension.stuck(12);
    suspension.record({ newestId: 40 });
    suspension.stuck(40);
    expect(suspension.waitsFor).toBe(12);
    expect(reasons.size).toBe(1);
    suspension.end();
    expect(reasons.size).toBe(0);
  });

  it('begins at once on request, and ends only after a later poll of the outbox', () => {
    suspension.stuck(12);
    suspension.request();
    suspension.end();
    expect(reasons.size).toBe(1);
    expect(suspension.waitsFor).toBeUndefined();
    suspension.record({ newestId: 15 });
    expect(suspension.waitsFor).toBe(15);
    suspension.end();
    expect(reasons.size).toBe(0);
  });
});
