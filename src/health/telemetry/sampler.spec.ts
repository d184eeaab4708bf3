import { describe, expect, it } from '@jest/globals';
import { remoteParentOf, samplerOf } from './sampler.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const header = (flags: string) => `00-${TRACE}-00f067aa0ba902b7-${flags}`;

describe('sampling', () => {
  it('reads the header of a trace, and ignores a malformed one', () => {
    expect(remoteParentOf(header('01'))).toEqual({
      traceId: TRACE,
      spanId: '00f067aa0ba902b7',
      isSampled: true,
    });
    expect(remoteParentOf(header('00'))?.isSampled).toBe(false);
    for (const wrong of [
      undefined,
      '',
      'ff' + header('01').slice(2),
      header('01').replace(TRACE, '0'.repeat(32)),
      [header('01')],
    ]) {
      expect(remoteParentOf(wrong)).toBeUndefined();
    }
  });

  it('follows the caller where it is based on the parent, and the ratio elsewhere', () => {
    const [yes, no] = [remoteParentOf(header('01')), remoteParentOf(header('00'))];
    const decisions = (name: Parameters<typeof samplerOf>[0], ratio: number) =>
      [undefined, yes, no].map(samplerOf(name, ratio));
    expect(decisions('parentbased_always_on', 1)).toEqual([true, true, false]);
    expect(decisions('parentbased_traceidratio', 0)).toEqual([false, true, false]);
    expect(decisions('always_off', 1)).toEqual([false, false, false]);
    expect(decisions('traceidratio', 1)).toEqual([true, true, true]);
    const some = samplerOf('traceidratio', 0.01);
    const sampled = Array.from({ length: 20_000 }, () => some(undefined)).filter(Boolean).length;
    expect(sampled).toBeGreaterThan(100);
    expect(sampled).toBeLessThan(400);
  });
});
