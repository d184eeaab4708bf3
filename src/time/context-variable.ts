import { AsyncLocalStorage } from 'node:async_hooks';

/** The values of all variables, by their indexes. */
const storage = new AsyncLocalStorage<readonly unknown[]>();
let variables = 0;

/**
 * What the current work was given by the work around it, across every `await`: like an `AsyncLocalStorage` of its own. All variables share
 * one, because on Node 20 each storage in use makes every promise of the process slower.
 */
export class ContextVariable<Value> {
  private readonly index = variables++;

  /** `undefined` outside of {@link run}. */
  get current(): Value | undefined {
    return storage.getStore()?.[this.index] as Value | undefined;
  }

  run<Result>(value: Value | undefined, work: () => Result): Result {
    const values = storage.getStore()?.slice() ?? [];
    values[this.index] = value;
    return storage.run(values, work);
  }
}
