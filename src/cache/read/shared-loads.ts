import { setImmediate } from 'node:timers/promises';
import { scope } from './scope.js';
import { limitValidity, type Loaded, runLoad, versionedBy } from './load-scope.js';

/** Loads the values of many keys: what they have in common once, then each of them. */
export type LoadMany<Args extends unknown[], Value> = (
  missing: readonly Args[],
) => Promise<(...args: Args) => Value | Promise<Value>>;

interface Batch<Args extends unknown[], Value> {
  readonly missing: Args[];
  readonly common: Promise<Loaded<Awaited<ReturnType<LoadMany<Args, Value>>>>>;
  /** Those that wait for their turn. */
  readonly waiting: (() => void)[];
}

/**
 * Makes one load of those that are requested in one turn of the event loop. What they have in common is loaded once they have all
 * begun; then they are finished in turns, each in the async context of its own load, so that its limits and tags are its own. A limit or
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
    await turnOf(batch.waiting);
    return finish(...args);
  }

  private begin(): Batch<Args, Value> {
    const missing: Args[] = [];
    const common = setImmediate().then(async () => {
      this.open = undefined;
      return runLoad(async () => this.load(missing));
    });
    return { missing, common, waiting: [] };
  }
}

/** The queues of the batches that wait, in rotation. */
const queues: (() => void)[][] = [];
let isTaking = false;

/**
 * Resolves in a turn of the event loop in which no other load is finished. Batches take turns in rotation: a wide read delays others by one
 * of its keys, however many are read at the same time.
 */
async function turnOf(waiting: (() => void)[]): Promise<void> {
  return new Promise((resolve) => {
    if (waiting.push(resolve) === 1) queues.push(waiting);
    if (isTaking) return;
    isTaking = true;
    // It serves all requests, and belongs to none.
    scope.run(undefined, () => void takeTurns());
  });
}

async function takeTurns(): Promise<void> {
  for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) {
    queue.shift()?.();
    if (queue.length > 0) queues.push(queue);
    await setImmediate();
  }
  isTaking = false;
}
