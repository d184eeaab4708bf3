import { describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '../../time/durations.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import { Deadlines } from './deadlines.js';

interface Question {
  readonly answer: (text: string) => void;
  readonly fail: (error: Error) => void;
  readonly result: Promise<string>;
}

/** Questions with a time to be answered in, and what those who gave up were told. */
function asking(timeoutMs: number) {
  const deadlines = new Deadlines(timeoutMs);
  const refused: Error[] = [];
  const ask = (understood = (text: string) => text.toUpperCase()): Question => {
    let answer!: (text: string) => void;
    let fail!: (error: Error) => void;
    const asked = new Promise<string>((yes, no) => {
      answer = yes;
      fail = no;
    });
    const result = deadlines.bound(asked, {
      understood,
      refused: (error) => {
        refused.push(error);
        return new Error('refused', { cause: error });
      },
    });
    return { answer, fail, result };
  };
  return { ask, refused };
}

const LONG_MS = MINUTE_MS;
const SHORT_MS = 10;

describe('Deadlines', () => {
  it('gives what is made of the answer, in whatever order answers come', async () => {
    const { ask, refused } = asking(LONG_MS);
    const questions = Array.from({ length: 6 }, () => ask());
    for (const index of [3, 0, 5, 1, 2, 4]) questions[index]?.answer(`answer ${index}`);
    const results = await Promise.all(questions.map(async ({ result }) => result));
    expect(results).toEqual([0, 1, 2, 3, 4, 5].map((index) => `ANSWER ${index}`));
    expect(refused).toEqual([]);
  });

  it('gives what is made of an error', async () => {
    const { ask, refused } = asking(LONG_MS);
    const { fail, result } = ask();
    fail(new Error('broken pipe'));
    await expect(result).rejects.toThrow('refused');
    expect(refused).toEqual([expect.objectContaining({ message: 'broken pipe' })]);
  });

  it('is no refusal when the answer cannot be understood', async () => {
    const { ask, refused } = asking(LONG_MS);
    const { answer, result } = ask(() => {
      throw new StoreUnavailable('another server');
    });
    answer('anything');
    await expect(result).rejects.toThrow('another server');
    expect(refused).toEqual([]);
  });

  it('gives up what is not answered in time, once, and nothing else', async () => {
    const { ask, refused } = asking(SHORT_MS);
    const [late, early, never] = [ask(), ask(), ask()];
    early.answer('early');
    await expect(early.result).resolves.toBe('EARLY');
    await expect(late.result).rejects.toThrow('refused');
    await expect(never.result).rejects.toThrow('refused');
    late.answer('late');
    never.fail(new Error('never'));
    await expect(late.result).rejects.toThrow('refused');
    expect(refused).toEqual([expect.any(StoreUnavailable), expect.any(StoreUnavailable)]);
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
