import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { awakeClock } from '../../time/awake-clock.js';
import { MINUTE_MS } from '../../time/durations.js';
import { CommandTimeouts } from './command-timeouts.js';

const UNCHANGED = { onReply: (reply: number) => reply, onError: (error: Error) => error };

/** A server that answers when the test says so, and the commands that it got. */
function connection(timeoutMs: number) {
  const timeouts = new CommandTimeouts(timeoutMs);
  const sent: number[] = [];
  const replies: (() => void)[] = [];
  const send = async (command: number, isUrgent = false): Promise<number> =>
    timeouts.limit(
      async () => {
        sent.push(command);
        return new Promise<number>((resolve) => replies.push(() => resolve(command)));
      },
      UNCHANGED,
      isUrgent,
    );
  return { timeouts, sent, send, answerNext: () => replies.shift()?.() };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('commands of one connection', () => {
  it('wait in this process while 16 are unanswered, and are sent in order', async () => {
    const { sent, send, answerNext } = connection(MINUTE_MS);
    const results = Promise.all(upTo(200).map(async (command) => send(command)));
    expect(sent).toEqual(upTo(16));
    for (let answered = 0; answered < 200; answered++) {
      answerNext();
      await Promise.resolve();
      expect(sent.length).toBeLessThanOrEqual(16 + answered + 1);
    }
    expect(await results).toEqual(upTo(200));
    expect(sent).toEqual(upTo(200));
  });

  it('are sent at once if they are urgent', async () => {
    const { sent, send } = connection(MINUTE_MS);
    // They are refused when this suite has long ended.
    for (const command of upTo(100)) void send(command).catch(() => undefined);
    void send(1000, true).catch(() => undefined);
    expect(sent).toHaveLength(17);
    expect(sent.at(-1)).toBe(1000);
  });

  it('are all refused when the oldest gets no reply in time', async () => {
    const { sent, send } = connection(20);
    const results = await Promise.allSettled(upTo(200).map(async (command) => send(command)));
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(sent).toHaveLength(16);
    const next = expect(send(1000)).rejects.toThrow('in time');
    expect(sent.at(-1)).toBe(1000);
    await next;
  });

  it('wait for a burst of our own if the server is near, and for the server if it is far away', async () => {
    for (const [distanceMs, isOurs] of [
      [0, true],
      [120, false],
    ] as const) {
      const { timeouts, send, answerNext } = connection(200);
      const results = Promise.allSettled(upTo(100).map(async (command) => send(command)));
      await new Promise((resolve) => awakeClock.after(distanceMs, resolve));
      answerNext();
      await turn();
      expect(timeouts.isBehind).toBe(isOurs);
      await results;
      expect(timeouts.isBehind).toBe(false);
    }
  });
});
