import { Entry } from './entry.js';

const NO_BODY = { text: '', isJson: false } as const;

/**
 * Result of a load whose value cannot be serialised (rule 17). It is never stored, and has no body. All callers that shared the
 * load get the value itself, not a copy.
 */
export class UncacheableEntry extends Entry {
  constructor(
    private readonly original: unknown,
    createdAt: number,
    validUntil: number,
  ) {
    super(NO_BODY, '', createdAt, validUntil, null, null, validUntil);
  }

  override get value(): unknown {
    return this.original;
  }
}
