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

it('a write that reached no instance is refused', async () => {
  expect(await fateAfter('unreachable')).toBe('refused');
});

it('a write without an answer stays unknown, though no instance is there for another attempt', async () => {
  expect(await fateAfter('connection', 'unreachable')).toBe('unknown');
  expect(await fateAfter('timeout', 'unreachable', 'unreachable')).toBe('unknown');
});

it('a write that is answered at last is settled', async () => {
  expect(await fateAfter('connection', 'unreachable', 201)).toBe('acknowledged');
  expect(await fateAfter('connection', 409)).toBe('refused');
});

interface Twin {
  readonly status: Answer['status'];
  /** When it is answered, in ms of the test's own clock. */
  readonly endedAt: number;
}

/** What is known of a write to two instances that answer so, in the order of their answers. */
async function fateOfTwice(one: Twin, other: Twin) {
  const sent: string[] = [];
  const clients = [one, other].map(({ status, endedAt }, instance) => ({
    async send({ path }: { path: string }): Promise<Answer> {
      sent.push(`${path} at ${instance}`);
      for (let turn = 0; turn < endedAt; turn++) await Promise.resolve();
      return { beganAt: 0, endedAt, status, tier: 'none', retryAfter: false, text: '{}' };
    },
  }));
  const recorder = new Recorder(clients as unknown as HttpClient[], async () => []);
  const { write, unanswered } = await recorder.writeTwice(register, 1, register.step(1), [0, 1]);
  expect(sent).toEqual(['bookings at 0', 'bookings at 1']);
  return { outcome: write.outcome, endedAt: write.endedAt, unanswered: await unanswered };
}

it('a write to two instances is acknowledged by the earlier answer', async () => {
  const settled = { outcome: 'acknowledged', unanswered: [] };
  const one = { status: 200, endedAt: 10 };
  expect(await fateOfTwice(one, { status: 200, endedAt: 90 })).toEqual({ ...settled, endedAt: 10 });
  expect(await fateOfTwice({ status: 200, endedAt: 90 }, one)).toEqual({ ...settled, endedAt: 10 });
  expect(await fateOfTwice({ status: 'unreachable', endedAt: 5 }, one)).toEqual({ ...settled, endedAt: 10 });
});

it('a write to two instances leaves behind what one of them has not answered', async () => {
  const lost = { status: 'connection', endedAt: 5 } as const;
  const fate = { outcome: 'acknowledged', endedAt: 10, unanswered: [0] };
  expect(await fateOfTwice(lost, { status: 200, endedAt: 10 })).toEqual(fate);
  expect(await fateOfTwice(lost, { status: 404, endedAt: 10 })).toEqual({ ...fate, outcome: 'unknown' });
  const refused = { status: 404, endedAt: 5 };
  expect(await fateOfTwice(refused, refused)).toEqual({ outcome: 'refused', endedAt: 5, unanswered: [] });
});
