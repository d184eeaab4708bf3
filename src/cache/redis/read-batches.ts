import type { ReplyHandlers } from './command-timeouts.js';

/** One value for each key, `null` for a missing key. */
export type Values = readonly (Buffer | null)[];

/** Largest number of keys in one command: Redis serves nothing else while it runs one. */
const MOST_KEYS = 256;

/**
 * Combines all reads of one turn of the event loop into one MGET, because a command, a promise and a reply for each read
 * cost more than decoding the values. MGET is atomic, and it is sent after each of the readers began; so it is the MGET of
 * rule 3 for each of them.
 */
export class ReadBatches {
  /** By group. Each turn gets a new Map, because the tables that a Map has outgrown keep their former content alive. */
  private open = new Map<string, ReadBatch>();

  /** @param confirm sent behind the reads; rejects if the server that answered them must not be believed (rule 22). */
  constructor(
    private readonly mget: (keys: string[]) => Promise<Values>,
    private readonly confirm: () => Promise<void>,
  ) {}

  /**
   * Resolves to the values of the keys, in their order, after {@link send} was called.
   * @param group only keys of one group may be read by one command.
   * @param id identifies the keys: readers with the same id share the reply. `null`: not shared.
   */
  read<Result>(
    group: string,
    id: string | null,
    keys: readonly string[],
    { onReply, onError }: ReplyHandlers<Values, Result>,
  ): Promise<Result> {
    let batch = this.open.get(group);
    if (batch === undefined || batch.keys.length >= MOST_KEYS) {
      if (batch !== undefined) this.sendAll([batch]);
      this.open.set(group, (batch = new ReadBatch()));
    }
    const at = batch.add(id, keys);
    return batch.found.then(
      (found) => onReply(found.slice(at, at + keys.length)),
      (error: Error) => {
        throw onError(error);
      },
    );
  }

  /** Sends the collected reads. */
  send(): void {
    if (this.open.size === 0) return;
    const batches = this.open;
    // @mutant read-joins-earlier-command
    this.open = new Map();
    this.sendAll([...batches.values()]);
  }

  /** Commands of a connection are executed and answered in order, so what is sent last confirms everything before it. */
  private sendAll(batches: readonly ReadBatch[]): void {
    const replies = batches.map(({ keys }) => this.mget(keys));
    const confirmation = this.confirm();
    for (const [index, reply] of replies.entries()) batches[index]?.settle(reply, confirmation);
  }
}

/** The reply to a read, once the confirmation that was sent behind it has succeeded. If both fail, the confirmation's error. */
export function confirmed(reply: Promise<Values>, confirmation: Promise<void>): Promise<Values> {
  reply.catch(() => undefined);
  return confirmation.then(() => reply);
}

class ReadBatch {
  readonly keys: string[] = [];
  readonly found: Promise<Values>;
  private readonly positions = new Map<string, number>();
  private resolve!: (found: Promise<Values>) => void;

  constructor() {
    this.found = new Promise((resolve) => (this.resolve = resolve));
  }

  /** Returns the index of the first of the keys in the reply. */
  add(id: string | null, keys: readonly string[]): number {
    const known = id === null ? undefined : this.positions.get(id);
    if (known !== undefined) return known;
    const position = this.keys.length;
    this.keys.push(...keys);
    if (id !== null) this.positions.set(id, position);
    return position;
  }

  settle(reply: Promise<Values>, confirmation: Promise<void>): void {
    this.resolve(confirmed(reply, confirmation));
  }
}
