import { setImmediate } from 'node:timers/promises';
import { limitValidity, type Loaded, runLoad, versionedBy } from './load-scope.js';

/** Loads the values of many keys: what they have in common once, then each of them. */
export type LoadMany<Args extends unknown[], Value> = (
  missing: readonly Args[],
) => Promise<(...args: Args) => Value | Promise<Value>>;

interface Batch<Args extends unknown[], Value> {
  readonly missing: Args[];
  readonly common: Promise<Loaded<Awaited<ReturnType<LoadMany<Args, Value>>>>>;
  turn: Promise<void>;
}

/**
 * Makes one load of those that are requested in one turn of the event loop. What they have in common is loaded once they have all
 * begun; then they are finished one a turn, each in the async context of its own load, so that its limits and tags are its own. A limit or
 * version that the common part names counts for each of them.
 */
export class SharedLoads<Args extends unknown[], Value> {
  private open: Batch<Args, Value> | undefined;

  constructor(private readonly load: LoadMany<Args, Value>) {}

  async one(args: Args): Promise<Value> {
    const batch = (this.open ??= this.begin());
    batch.missing.push(args);
    const { value: finish, validUntil, version } = await batch.common;
    limitValidity(validUntil);
    if (version !== null) versionedBy(version);
    const turn = batch.turn;
    batch.turn = turn.then(async () => setImmediate());
    await turn;
    return finish(...args);
  }

  private begin(): Batch<Args, Value> {
    const missing: Args[] = [];
    const common = setImmediate().then(async () => {
      this.open = undefined;
      return runLoad(async () => this.load(missing));
    });
    return { missing, common, turn: Promise.resolve() };
  }
}
