import { AsyncLocalStorage } from 'node:async_hooks';
import type { CacheAnswer } from './cache.answer.js';

/** What the cached reads of one request have in common. */
export class ReadScope {
  /** The last cached read's answer; its body may be sent if its value is what the handler returned. */
  answer: CacheAnswer | undefined;
  /** Milliseconds that this request has waited for the store so far (S3: at most 100 in all). */
  waitedMs = 0;
}

const scope = new AsyncLocalStorage<ReadScope>();

/** Runs one request's work with a scope of its own. */
export function runInReadScope<Result>(own: ReadScope, work: () => Result): Result {
  return scope.run(own, work);
}

export function currentReadScope(): ReadScope | undefined {
  return scope.getStore();
}
