const BYTES = 16;

/**
 * Keys for `Idempotency-Key`: what is sent again after the connection was lost has the key of the first time, so that it is
 * done once; what is another request has another key.
 */
export class RequestKeys {
  private last = { request: '', key: '' };

  keyOf(request: unknown): string {
    const text = JSON.stringify(request);
    if (text !== this.last.request) this.last = { request: text, key: randomKey() };
    return this.last.key;
  }

  /** After a success: the same request is meant to be done once more. */
  renew(): void {
    this.last = { request: '', key: '' };
  }
}

/** `crypto.randomUUID` exists over HTTPS only. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
