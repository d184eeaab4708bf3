import { describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '../../time/durations.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import { CommandTimeouts } from './command-timeouts.js';

interface Question {
  readonly answer: (text: string) => void;
  readonly fail: (error: Error) => void;
  readonly result: Promise<string>;
}

/** Commands with a time limit, and the errors of those that timed out. */
function asking(timeoutMs: number) {
  const timeouts = new CommandTimeouts(timeoutMs);
  const errors: Error[] = [];
  const ask = (onReply = (text: string) => text.toUpperCase()): Question => {
    let answer!: (text: string) => void;
    let fail!: (error: Error) => void;
    const asked = new Promise<string>((yes, no) => {
      answer = yes;
      fail = no;
    });
    const result = timeouts.limit(asked, {
      onReply,
      onError: (error) => {
        errors.push(error);
        return new Error('refused', { cause: error });
      },
    });
    return { answer, fail, result };
  };
  return { ask, errors };
}

const LONG_MS = MINUTE_MS;
const SHORT_MS = 10;

describe('CommandTimeouts', () => {
  it('gives what is made of the answer, in whatever order answers come', async () => {
    const { ask, errors } = asking(LONG_MS);
    const questions = Array.from({ length: 6 }, () => ask());
    for (const index of [3, 0, 5, 1, 2, 4]) questions[index]?.answer(`answer ${index}`);
    const results = await Promise.all(questions.map(async ({ result }) => result));
    expect(results).toEqual([0, 1, 2, 3, 4, 5].map((index) => `ANSWER ${index}`));
    expect(errors).toEqual([]);
  });

  it('gives what is made of an error', async () => {
    const { ask, errors } = asking(LONG_MS);
    const { fail, result } = ask();
    fail(new Error('broken pipe'));
    await expect(result).rejects.toThrow('refused');
    expect(errors).toEqual([expect.objectContaining({ message: 'broken pipe' })]);
  });

  it('is no refusal when the answer cannot be onReply', async () => {
    const { ask, errors } = asking(LONG_MS);
    const { answer, result } = ask(() => {
      throw new StoreUnavailable('another server');
    });
    answer('anything');
    await expect(result).rejects.toThrow('another server');
    expect(errors).toEqual([]);
  });

  it('gives up what is not answered in time, once, and nothing else', async () => {
    const { ask, errors } = asking(SHORT_MS);
    const [late, early, never] = [ask(), ask(), ask()];
    early.answer('early');
    await expect(early.result).resolves.toBe('EARLY');
    await expect(late.result).rejects.toThrow('refused');
    await expect(never.result).rejects.toThrow('refused');
    late.answer('late');
    never.fail(new Error('never'));
    await expect(late.result).rejects.toThrow('refused');
    expect(errors).toEqual([expect.any(StoreUnavailable), expect.any(StoreUnavailable)]);
  });

  it('goes on after it has been idle, and after it has given up', async () => {
    const { ask } = asking(SHORT_MS);
    await expect(ask().result).rejects.toThrow('refused');
    const next = ask();
    next.answer('next');
    await expect(next.result).resolves.toBe('NEXT');
    await expect(ask().result).rejects.toThrow('refused');
  });
});
