import { beforeEach, describe, expect, it } from '@jest/globals';
import { SharedStore } from '../cache/store/shared-store.js';
import type { ReservedDatabase } from '../database/reserved.database.js';
import { StoreProof } from './store-proof.js';

/** A store that remembers the answers that were written into it. */
class FakeStore extends SharedStore {
  servers: string | undefined = 'one';
  awaySince: number | undefined;
  readonly answers = new Map<string, string>();

  async challenge() {
    return { name: 'asked', shards: ['probe'], answer: async () => this.answers.get('asked') };
  }

  async answer({ name }: { readonly name: string }, answer: string): Promise<void> {
    this.answers.set(name, answer);
  }
}

describe('the proof of a shared store', () => {
  let store: FakeStore;
  let generation: string;
  let isOwner: boolean;
  let yielded: number;
  let notified: string[];
  let proof: StoreProof;

  /** Lets the instance receive the challenge; resolves when it has answered or refused. */
  const challenged = async () => {
    proof.receive('store-challenge asked probe');
    await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const candidate = async () => {
    const found = await proof.candidate();
    if (found === undefined) throw new Error('There is no candidate');
    return found;
  };

  beforeEach(() => {
    store = new FakeStore();
    generation = 'first';
    isOwner = true;
    yielded = 0;
    notified = [];
    const query = async (_: string, [payload]: unknown[] = []) => {
      if (typeof payload === 'string') notified.push(payload);
      return [{ generation }];
    };
    proof = new StoreProof(store, { query } as unknown as ReservedDatabase);
    proof.serve({
      isOwner: async () => isOwner,
      tryAgain: () => undefined,
      yield: () => void yielded++,
    });
  });

  it('is the present generation, as an instance that caches wrote it', async () => {
    store.answers.set('asked', 'first');
    const found = await candidate();
    const proved = await proof.generationOf(found);
    expect(proved).toBe('first');
    expect(await proof.accept(found, proved)).toBe(true);
    expect(proof.isProven).toBe(true);
    expect(notified).toEqual(['store-challenge asked probe']);
  });

  it('is not given without an answer', async () => {
    expect(await proof.generationOf(await candidate())).toBeUndefined();
    expect(proof.isProven).toBe(false);
  });

  it('does not count once another generation has begun', async () => {
    const found = await candidate();
    generation = 'second';
    expect(await proof.accept(found, 'first')).toBe(false);
    expect(proof.isProven).toBe(false);
  });

  it('does not count for servers that were replaced meanwhile', async () => {
    const found = await candidate();
    store.servers = 'two';
    expect(await proof.accept(found, 'first')).toBe(false);
  });

  it('ends when a connection closes, and is refuted by other servers', async () => {
    await proof.accept(await candidate());
    store.servers = undefined;
    expect([proof.isProven, proof.isRefuted]).toEqual([false, false]);
    store.servers = 'two';
    expect([proof.isProven, proof.isRefuted]).toEqual([false, true]);
    store.servers = 'one';
    expect([proof.isProven, proof.isRefuted]).toEqual([true, false]);
  });

  it('is answered by an instance that caches in proved servers, and by no other', async () => {
    await challenged();
    expect(store.answers.size).toBe(0);
    await proof.accept(await candidate());
    isOwner = false;
    await challenged();
    expect(store.answers.size).toBe(0);
    isOwner = true;
    await challenged();
    expect([...store.answers]).toEqual([['asked', 'first']]);
  });

  it('is left to others by an instance that has been without a store for a while', async () => {
    await proof.accept(await candidate());
    store.awaySince = performance.now() - 500;
    await challenged();
    expect(yielded).toBe(0);
    store.awaySince = performance.now() - 1500;
    await challenged();
    expect(yielded).toBe(1);
  });
});
