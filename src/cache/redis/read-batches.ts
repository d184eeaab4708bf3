import type { ReplyHandlers } from './command-timeouts.js';

/** One for each key; `null` where there is nothing. */
export type Values = readonly (Buffer | null)[];

/** With so many a command is sent, and another begun: Redis does nothing else meanwhile. */
const MOST_KEYS = 256;

/**
 * What is read in one turn of the event loop is read by one MGET, however many readers ask: a command, a promise and a reply
 * for each cost more than decoding what they bring. Since it takes all at one moment, and is sent after each of them began, it
 * is the MGET of rule 3 to each of them.
 */
export class ReadBatches {
  /** By group; a new one for each turn, since the tables that a Map has outgrown keep alive what they held. */
  private open = new Map<string, ReadBatch>();

  constructor(private readonly mget: (keys: string[]) => Promise<Values>) {}

  /**
   * What is under the keys, in their order, once {@link send} was called.
   * @param group of keys that one command may name.
   * @param id identifies the keys: readers with the same id share the reply; `null`: not shared.
   */
  read<Result>(
    group: string,
    id: string | null,
    keys: readonly string[],
    { onReply, onError }: ReplyHandlers<Values, Result>,
  ): Promise<Result> {
    let batch = this.open.get(group);
    if (batch === undefined || batch.keys.length >= MOST_KEYS) {
      batch?.send(this.mget);
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

  /** Sends what has come together. */
  send(): void {
    if (this.open.size === 0) return;
    const batches = this.open;
    // @mutant read-joins-earlier-command
    this.open = new Map();
    for (const batch of batches.values()) batch.send(this.mget);
  }
}

class ReadBatch {
  readonly keys: string[] = [];
  readonly found: Promise<Values>;
  private readonly places = new Map<string, number>();
  private settle!: (found: Promise<Values>) => void;

  constructor() {
    this.found = new Promise((resolve) => (this.settle = resolve));
  }

  /** Where the answer has the first of the keys. */
  add(id: string | null, keys: readonly string[]): number {
    const known = id === null ? undefined : this.places.get(id);
    if (known !== undefined) return known;
    const place = this.keys.length;
    this.keys.push(...keys);
    if (id !== null) this.places.set(id, place);
    return place;
  }

  send(mget: (keys: string[]) => Promise<Values>): void {
    this.settle(mget(this.keys));
  }
}
