import { type Body, decodeBody } from './body.codec.js';

/** Entries live up to a tenth shorter than their TTL, so that entries loaded together do not expire together. */
export const LIFETIME_JITTER = 0.1;

/** Result of one load: the body as text, for the store and HTTP, and the value, for services. */
export class Entry<Value = unknown> {
  private parsed: { readonly value: Value } | undefined;
  private counted: number | undefined;

  /**
   * @param body text, since a Buffer outside the heap would cost a hit more than everything else.
   * @param etag strong, with its quotes.
   * @param createdAt epoch ms at which the load began.
   * @param validUntil epoch ms from which the entry must not be served.
   * @param dependsOn positions, among the tags of its address, wide ones last, of those that can make it invalid; `null`: all
   * (rule 18).
   * @param version orders the states of one key that were loaded, on all instances alike; `null`: the load named none (rule 31).
   * @param limit epoch ms from which the value is not valid any more, however long entries live; Infinity: the load named none.
   */
  constructor(
    readonly body: Body,
    readonly etag: string,
    readonly createdAt: number,
    readonly validUntil: number,
    readonly dependsOn: readonly number[] | null,
    readonly version: number | null = null,
    readonly limit: number = Number.POSITIVE_INFINITY,
  ) {}

  /** Selects, from a list parallel to the tags of its address, the items of the tags that it depends on. */
  counting<Each>(ofTags: readonly Each[]): readonly Each[] {
    const { dependsOn } = this;
    return dependsOn === null ? ofTags : ofTags.filter((_, position) => dependsOn.includes(position));
  }

  /** Whether its load limited its lifetime: it is shorter than any without a limit. */
  isLimited(ttlMs: number): boolean {
    return this.validUntil - this.createdAt < Math.floor(ttlMs * (1 - LIFETIME_JITTER));
  }

  /** Size of the body in UTF-8. */
  get byteLength(): number {
    return (this.counted ??= Buffer.byteLength(this.body.text));
  }

  /** Callers cannot affect each other: JSON values are shared and deep-frozen, others are decoded afresh per call. */
  get value(): Value {
    if (!this.body.isJson) return decodeBody(this.body) as Value;
    this.parsed ??= { value: decodeBody(this.body) as Value };
    return this.parsed.value;
  }
}
