import { type Body, decodeBody } from './body.codec.js';

/** What one load gave: the text that is kept of it, and the value that services work with. */
export class Entry<Value = unknown> {
  private parsed: { readonly value: Value } | undefined;
  private counted: number | undefined;

  /**
   * @param body text, since bytes of its own outside the heap would cost a hit more than everything else.
   * @param etag strong, with its quotes.
   * @param createdAt epoch ms at which the load began.
   * @param validUntil epoch ms from which the entry must not be served any more.
   * @param dependsOn positions among its address's tags, those that can make it invalid; `null`: all.
   */
  constructor(
    readonly body: Body,
    readonly etag: string,
    readonly createdAt: number,
    readonly validUntil: number,
    readonly dependsOn: readonly number[] | null,
  ) {}

  /** Of what belongs to its address's tags, in their order, that of those which count. */
  counting<Each>(ofTags: readonly Each[]): readonly Each[] {
    const { dependsOn } = this;
    return dependsOn === null ? ofTags : ofTags.filter((_, position) => dependsOn.includes(position));
  }

  /** Of the body as it is sent. */
  get byteLength(): number {
    return (this.counted ??= Buffer.byteLength(this.body.text));
  }

  /** Callers cannot affect each other: JSON values are shared and deeply frozen, others are decoded anew for each call. */
  get value(): Value {
    if (!this.body.isJson) return decodeBody(this.body) as Value;
    this.parsed ??= { value: decodeBody(this.body) as Value };
    return this.parsed.value;
  }
}
