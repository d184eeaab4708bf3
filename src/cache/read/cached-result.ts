import type { CacheAnswer } from '../entry/cache.answer.js';

/**
 * Result of a cached method: a lazy promise of its value, which is parsed only when awaited. HTTP uses the answer instead, and
 * sends its body unparsed.
 */
export class CachedResult<Value> implements Promise<Value> {
  readonly [Symbol.toStringTag] = 'CachedResult';

  /** @param answer no promise if it was available without asking the store. */
  constructor(readonly answer: CacheAnswer<Value> | Promise<CacheAnswer<Value>>) {}

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise in all but its laziness
  then<Result = Value, Failure = never>(
    fulfilled?: ((value: Value) => Result | PromiseLike<Result>) | null,
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.value().then(fulfilled, rejected);
  }

  catch<Failure = never>(
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.value().catch(rejected);
  }

  finally(settled?: (() => void) | null): Promise<Value> {
    return this.value().finally(settled);
  }

  /** The cached read that this answer leads to: at once if the answer is available, without parsing it. */
  followedBy<Next>(read: (answer: CacheAnswer<Value>) => Promise<Next>): Promise<Next> {
    const { answer } = this;
    if (!(answer instanceof Promise)) return read(answer);
    return new CachedResult(answer.then((found) => answerOf(read(found))));
  }

  /** Does not wait for an available answer: a read from L1 takes less time than two more promises. */
  private value(): Promise<Value> {
    const { answer } = this;
    if (answer instanceof Promise) return answer.then(({ entry }) => entry.value);
    try {
      return Promise.resolve(answer.entry.value);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

/** If the read is not cached, its error comes first. */
function answerOf<Value>(read: Promise<Value>): CacheAnswer<Value> | Promise<CacheAnswer<Value>> {
  if (read instanceof CachedResult) return (read as CachedResult<Value>).answer;
  return read.then(() => {
    throw new Error('Only a cached read has an answer');
  });
}
