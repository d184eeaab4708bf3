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
