/** What one load gave: the body as it is sent to clients, and the value that services work with. */
export class Entry<Value = unknown> {
  private parsed: { readonly value: Value } | undefined;

  /**
   * @param body JSON. Text, since bytes of its own outside the heap would cost a hit more than everything else.
   * @param etag strong, with its quotes.
   * @param createdAt epoch ms at which the load began.
   * @param validUntil epoch ms from which the entry must not be served any more.
   */
  constructor(
    readonly body: string,
    readonly etag: string,
    readonly createdAt: number,
    readonly validUntil: number,
  ) {}

  /** Deeply frozen, since every reader gets the same one. */
  get value(): Value {
    this.parsed ??= { value: deepFreeze(JSON.parse(this.body) as Value) };
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
