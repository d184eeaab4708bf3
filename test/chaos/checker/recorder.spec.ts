import { describe, expect, it } from '@jest/globals';
import type { Answer, HttpClient } from './http.client.js';
import { Recorder } from './recorder.js';
import type { Probe, Register, Twin } from './register.js';

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

interface TwinAnswer {
  readonly status: Answer['status'];
  /** When it is answered, in ms of the test's own clock. */
  readonly endedAt: number;
}

const REPEATED: Omit<Twin, 'request'> = { isRepetition: true, refusals: [] };

/** What is known of a write whose two requests are answered so, in the order of their answers. */
async function fateOfTwice(one: TwinAnswer, other: TwinAnswer, kind = REPEATED) {
  const sent: string[] = [];
  const clients = [one, other].map(({ status, endedAt }, instance) => ({
    async send({ path }: { path: string }): Promise<Answer> {
      sent.push(`${path} at ${instance}`);
      // Answered in the order of their ends, after both were sent.
      await new Promise((resolve) => setTimeout(resolve, 10 + endedAt / 10));
      return { beganAt: 0, endedAt, status, tier: 'none', retryAfter: false, text: '{}' };
    },
  }));
  const recorder = new Recorder(clients as unknown as HttpClient[], async () => []);
  const step = register.step(1);
  const twin: Twin = { request: { method: 'POST', path: 'again' }, ...kind };
  // The second request is sent with the first one here: its answer alone says which is earlier.
  const { write, settled } = await recorder.writeWithTwin(register, 1, step, twin, [0, 1]);
  const { unanswered } = await settled;
  expect(sent).toEqual(['bookings at 0', 'again at 1']);
  const { outcome, endedAt, byRefusal } = write;
  return { outcome, endedAt, unanswered, byRefusal, failures: recorder.history.failures.length };
}

it('a write that is sent twice is acknowledged by the earlier answer', async () => {
  const settled = { outcome: 'acknowledged', unanswered: [], byRefusal: false };
  const one = { status: 200, endedAt: 10 };
  expect(await fateOfTwice(one, { status: 200, endedAt: 90 })).toMatchObject({ ...settled, endedAt: 10 });
  expect(await fateOfTwice({ status: 200, endedAt: 900 }, one)).toMatchObject({ ...settled, endedAt: 10 });
  expect(await fateOfTwice({ status: 'unreachable', endedAt: 5 }, one)).toMatchObject({
    ...settled,
    endedAt: 10,
  });
});

it('a write that is sent twice leaves behind what one instance has not answered', async () => {
  const lost = { status: 'connection', endedAt: 5 } as const;
  const fate = { outcome: 'acknowledged', endedAt: 10, unanswered: [0] };
  expect(await fateOfTwice(lost, { status: 200, endedAt: 10 })).toMatchObject(fate);
  expect(await fateOfTwice(lost, { status: 404, endedAt: 10 })).toMatchObject({
    ...fate,
    outcome: 'unknown',
  });
  const refused = { status: 404, endedAt: 5 };
  expect(await fateOfTwice(refused, refused)).toMatchObject({
    outcome: 'refused',
    endedAt: 5,
    unanswered: [],
    failures: 2,
  });
});

describe('a refusal that only the write explains', () => {
  const repetition = { isRepetition: true, refusals: [409] };
  const other = { isRepetition: false, refusals: [422] };

  it('acknowledges it, whichever of two equal requests is refused', async () => {
    const fate = { outcome: 'acknowledged', endedAt: 10, byRefusal: true, unanswered: [], failures: 0 };
    const refused = { status: 409, endedAt: 10 };
    const made = { status: 200, endedAt: 900 };
    expect(await fateOfTwice(made, refused, repetition)).toEqual(fate);
    expect(await fateOfTwice(refused, made, repetition)).toEqual(fate);
    // The change was made, though its own answer was lost.
    const lost = { status: 'connection', endedAt: 900 } as const;
    expect(await fateOfTwice(lost, refused, repetition)).toEqual({
      ...fate,
      unanswered: [0],
      failures: 1,
    });
  });

  it('acknowledges it when another request is refused, not when that one succeeds', async () => {
    const made = { status: 200, endedAt: 900 };
    expect(await fateOfTwice(made, { status: 422, endedAt: 10 }, other)).toMatchObject({
      outcome: 'acknowledged',
      endedAt: 10,
      byRefusal: true,
    });
    expect(await fateOfTwice(made, { status: 201, endedAt: 10 }, other)).toMatchObject({
      outcome: 'acknowledged',
      endedAt: 900,
      byRefusal: false,
    });
  });

  it('acknowledges nothing if no request can have made the change', async () => {
    const refused = { status: 409, endedAt: 10 };
    const fate = { outcome: 'unknown', unanswered: [] };
    expect(await fateOfTwice(refused, refused, repetition)).toMatchObject({ ...fate, failures: 2 });
    expect(await fateOfTwice({ status: 'unreachable', endedAt: 5 }, refused, repetition)).toMatchObject(fate);
  });
});

describe('a conditional read', () => {
  const hours: Probe = {
    region: 'business hours',
    request: { method: 'GET', path: 'hours' },
    shows: ['r'],
    mayBeMissing: true,
    decode: (body) => [{ register: 'r', view: 'start', value: body?.start ?? 'gone' }],
  };

  /** What is seen when the server answers so, one after the other. */
  async function seen(...answers: Partial<Answer>[]) {
    const asked: (string | undefined)[] = [];
    const recorder = new Recorder(
      [
        {
          async send({ headers }: { headers?: Record<string, string> }) {
            asked.push(headers?.['if-none-match']);
            const answer = { beganAt: 0, endedAt: 1, status: 200, tier: 'hit', retryAfter: false, text: '' };
            return { ...answer, ...answers[asked.length - 1] };
          },
        } as unknown as HttpClient,
      ],
      async () => [],
    );
    for (const _ of answers) await recorder.read(hours, 0, true);
    return { asked, values: recorder.history.reads.map((read) => read.seen[0]?.value) };
  }

  it('that is answered 304 shows the value that came with its ETag', async () => {
    const first = { etag: '"1"', text: '{"start":"09:00"}' };
    const second = { etag: '"2"', text: '{"start":"10:00"}' };
    expect(await seen(first, { status: 304 }, second, { status: 304 })).toEqual({
      asked: [undefined, '"1"', '"1"', '"2"'],
      values: ['09:00', '09:00', '10:00', '10:00'],
    });
  });

  it('shows that something is gone', async () => {
    expect((await seen({ status: 404 })).values).toEqual(['gone']);
  });
});
