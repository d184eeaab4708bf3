import { describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '../../time/durations.js';
import { StoreUnavailable } from '../entry/cache.errors.js';
import { CommandTimeouts } from './command-timeouts.js';

interface Command {
  readonly reply: (text: string) => void;
  readonly fail: (error: Error) => void;
  readonly result: Promise<string>;
}

/** Sends commands with a time limit; `errors` collects the errors given to `onError`. */
function limited(timeoutMs: number) {
  const timeouts = new CommandTimeouts(timeoutMs);
  const errors: Error[] = [];
  const send = (onReply = (text: string) => text.toUpperCase()): Command => {
    let reply!: (text: string) => void;
    let fail!: (error: Error) => void;
    const replied = new Promise<string>((resolve, reject) => {
      reply = resolve;
      fail = reject;
    });
    const result = timeouts.limit(async () => replied, {
      onReply,
      onError: (error) => {
        errors.push(error);
        return new Error('refused', { cause: error });
      },
    });
    return { reply, fail, result };
  };
  return { send, errors };
}

const LONG_MS = MINUTE_MS;
const SHORT_MS = 10;

describe('CommandTimeouts', () => {
  it('resolves to the result of onReply, in whatever order the replies arrive', async () => {
    const { send, errors } = limited(LONG_MS);
    const commands = Array.from({ length: 6 }, () => send());
    for (const index of [3, 0, 5, 1, 2, 4]) commands[index]?.reply(`reply ${index}`);
    const results = await Promise.all(commands.map(async ({ result }) => result));
    expect(results).toEqual([0, 1, 2, 3, 4, 5].map((index) => `REPLY ${index}`));
    expect(errors).toEqual([]);
  });

  it('rejects with the result of onError', async () => {
    const { send, errors } = limited(LONG_MS);
    const { fail, result } = send();
    fail(new Error('broken pipe'));
    await expect(result).rejects.toThrow('refused');
    expect(errors).toEqual([expect.objectContaining({ message: 'broken pipe' })]);
  });

  it('does not call onError when onReply throws', async () => {
    const { send, errors } = limited(LONG_MS);
    const { reply, result } = send(() => {
      throw new StoreUnavailable('another server');
    });
    reply('anything');
    await expect(result).rejects.toThrow('another server');
    expect(errors).toEqual([]);
  });

  it('rejects once each command without a reply in time, and no other', async () => {
    const { send, errors } = limited(SHORT_MS);
    const [late, early, never] = [send(), send(), send()];
    early.reply('early');
    await expect(early.result).resolves.toBe('EARLY');
    await expect(late.result).rejects.toThrow('refused');
    await expect(never.result).rejects.toThrow('refused');
    late.reply('late');
    never.fail(new Error('never'));
    await expect(late.result).rejects.toThrow('refused');
    expect(errors).toEqual([expect.any(StoreUnavailable), expect.any(StoreUnavailable)]);
  });

  it('still works after it was idle, and after a timeout', async () => {
    const { send } = limited(SHORT_MS);
    await expect(send().result).rejects.toThrow('refused');
    const next = send();
    next.reply('next');
    await expect(next.result).resolves.toBe('NEXT');
    await expect(send().result).rejects.toThrow('refused');
  });
});
