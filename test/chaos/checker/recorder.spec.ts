import { expect, it } from '@jest/globals';
import type { Answer, HttpClient } from './http.client.js';
import { Recorder } from './recorder.js';
import type { Register } from './register.js';

const register: Register = {
  name: 'appointments 1',
  probes: [],
  step: () => ({ request: { method: 'POST', path: 'bookings' }, views: {}, row: '', repeatable: true }),
};

/** The fate of a write whose attempts are answered so; after the last of them the writer gives up. */
async function fateAfter(...statuses: Answer['status'][]): Promise<string> {
  const left = [...statuses];
  const send = async (): Promise<Answer> => {
    const status = left.shift() ?? 'unreachable';
    return { beganAt: 0, endedAt: 1, status, tier: 'none', retryAfter: false, text: '{}' };
  };
  const recorder = new Recorder([{ send } as unknown as HttpClient], async () => []);
  const write = await recorder.write(register, 1, register.step(1), 0, () => left.length === 0);
  return write.outcome;
}

it('a write that nobody was there for is refused', async () => {
  expect(await fateAfter('unreachable')).toBe('refused');
});

it('a write without an answer stays unknown, though nobody is there to be asked again', async () => {
  expect(await fateAfter('connection', 'unreachable')).toBe('unknown');
  expect(await fateAfter('timeout', 'unreachable', 'unreachable')).toBe('unknown');
});

it('a write that is answered at last is settled', async () => {
  expect(await fateAfter('connection', 'unreachable', 201)).toBe('acknowledged');
  expect(await fateAfter('connection', 409)).toBe('refused');
});
