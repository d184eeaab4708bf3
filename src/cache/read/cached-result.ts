import type { CacheAnswer } from '../entry/cache.answer.js';

/**
 * What a cached method returns: a promise of its value, which is parsed only when it is awaited. HTTP takes the answer
 * instead, whose body is sent as it is.
 */
export class CachedResult<Value> implements Promise<Value> {
  readonly [Symbol.toStringTag] = 'CachedResult';

  /** @param answer at hand, if no store had to be asked. */
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

  /** Of the answer at hand without waiting for it: a read of L1 takes less than two promises more. */
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
