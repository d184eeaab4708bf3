/** What one load gave: the body as it is sent to clients, and the value that services work with. */
export class Entry<Value = unknown> {
  private parsed: { readonly value: Value } | undefined;

  /**
   * @param body UTF-8 JSON, never to be changed.
   * @param etag strong, with its quotes.
   * @param createdAt epoch ms at which the load began.
   * @param validUntil epoch ms from which the entry must not be served any more.
   */
  constructor(
    readonly body: Buffer,
    readonly etag: string,
    readonly createdAt: number,
    readonly validUntil: number,
  ) {}

  /** Deeply frozen, since every reader gets the same one. */
  get value(): Value {
    this.parsed ??= { value: deepFreeze(JSON.parse(this.body.toString('utf8')) as Value) };
    return this.parsed.value;
  }
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
