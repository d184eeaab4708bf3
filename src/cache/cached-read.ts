import type { CacheAnswer } from './cache.answer.js';

/**
 * What a cached method returns: a promise of its value, which is parsed only for whoever awaits it. HTTP takes the answer
 * instead, whose body is sent as it is.
 */
export class CachedRead<Value> implements Promise<Value> {
  readonly [Symbol.toStringTag] = 'CachedRead';

  /** @param answer at hand, if no store had to be asked. */
  constructor(readonly answer: CacheAnswer<Value> | Promise<CacheAnswer<Value>>) {}

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise in all but its laziness
  async then<Result = Value, Failure = never>(
    fulfilled?: ((value: Value) => Result | PromiseLike<Result>) | null,
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.value().then(fulfilled, rejected);
  }

  async catch<Failure = never>(
    rejected?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.value().catch(rejected);
  }

  async finally(settled?: (() => void) | null): Promise<Value> {
    return this.value().finally(settled);
  }

  private async value(): Promise<Value> {
    return (await this.answer).entry.value;
  }
}
