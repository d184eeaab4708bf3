import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Values, ReadBatches } from './read-batches.js';

/** A command that was sent, and callbacks that answer it. */
interface Sent {
  readonly keys: readonly string[];
  readonly answer: () => void;
  readonly fail: (error: Error) => void;
}

const text = (found: Values) => found.map((value) => value?.toString() ?? '-').join(' ');

describe('the reads of one turn', () => {
  let sent: Sent[];
  let batches: ReadBatches;
  /** Like a server on which every key holds its own name, and keys that begin with `no` are missing. */
  const mget = async (keys: string[]): Promise<Values> =>
    new Promise((resolve, fail) => {
      const values = keys.map((key) => (key.startsWith('no') ? null : Buffer.from(key)));
      sent.push({ keys, answer: () => resolve(values), fail });
    });
  const read = async (keys: readonly string[], id: string | null = null, group = '') =>
    batches.read(group, id, keys, {
      onReply: text,
      onError: ({ message }) => new Error(`${keys.join()}: ${message}`),
    });
  let confirmation: Promise<void>;
  beforeEach(() => {
    sent = [];
    confirmation = Promise.resolve();
    batches = new ReadBatches(mget, async () => confirmation);
  });

  it('share one command, and every reader gets its own values', async () => {
    const answers = [read(['a', 'b']), read(['no', 'b', 'c']), read(['a'])];
    expect(sent).toEqual([]);
    batches.send();
    expect(sent.map(({ keys }) => keys)).toEqual([['a', 'b', 'no', 'b', 'c', 'a']]);
    sent[0]?.answer();
    expect(await Promise.all(answers)).toEqual(['a b', '- b c', 'a']);
  });

  it('read the same keys once', async () => {
    const answers = [read(['x', 'a'], 'a'), read(['b'], 'b'), read(['x', 'a'], 'a')];
    batches.send();
    expect(sent.map(({ keys }) => keys)).toEqual([['x', 'a', 'b']]);
    sent[0]?.answer();
    expect(await Promise.all(answers)).toEqual(['x a', 'b', 'x a']);
  });

  it('do not join a command that was sent before: its reply may be older than the reader', async () => {
    const early = read(['a'], 'a');
    batches.send();
    const late = read(['a'], 'a');
    sent[0]?.answer();
    expect(await early).toBe('a');
    expect(sent).toHaveLength(1);
    batches.send();
    expect(sent).toHaveLength(2);
    sent[1]?.answer();
    expect(await late).toBe('a');
    batches.send();
    expect(sent).toHaveLength(2);
  });

  it('use one command for each group', async () => {
    const answers = [read(['a'], null, 'one'), read(['b'], null, 'two'), read(['c'], null, 'one')];
    batches.send();
    expect(sent.map(({ keys }) => keys)).toEqual([['a', 'c'], ['b']]);
    for (const { answer } of sent) answer();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c']);
  });

  it('use several commands where one would occupy the server for too long', async () => {
    const answers = Array.from({ length: 400 }, async (_, index) => read([`a${index}`, `b${index}`]));
    batches.send();
    expect(sent.length).toBeGreaterThan(1);
    for (const { keys, answer } of sent) {
      expect(keys.length).toBeLessThanOrEqual(260);
      answer();
    }
    expect(await Promise.all(answers)).toEqual(
      Array.from({ length: 400 }, (_, index) => `a${index} b${index}`),
    );
  });

  it('all fail with the command, each with the error that its reader maps it to', async () => {
    const answers = [read(['a']), read(['b'])];
    batches.send();
    sent[0]?.fail(new Error('gone'));
    const settled = await Promise.allSettled(answers);
    expect(settled.map((each) => (each as PromiseRejectedResult).reason)).toEqual([
      new Error('a: gone'),
      new Error('b: gone'),
    ]);
  });

  it('are answered only once they are confirmed', async () => {
    let confirm!: () => void;
    confirmation = new Promise((resolve) => (confirm = resolve));
    const answers: string[] = [];
    const answered = read(['a']).then((answer) => answers.push(answer));
    batches.send();
    sent[0]?.answer();
    await new Promise(setImmediate);
    expect(answers).toEqual([]);
    confirm();
    await answered;
    expect(answers).toEqual(['a']);
  });

  it('all fail if they are not confirmed, whatever the commands answer', async () => {
    confirmation = Promise.reject(new Error('a replica'));
    const answers = [read(['a'], null, 'one'), read(['b'], null, 'two')];
    batches.send();
    sent[0]?.answer();
    sent[1]?.fail(new Error('gone'));
    const settled = await Promise.allSettled(answers);
    expect(settled.map((each) => (each as PromiseRejectedResult).reason)).toEqual([
      new Error('a: a replica'),
      new Error('b: a replica'),
    ]);
  });
});
