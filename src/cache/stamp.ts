import { hash } from 'node:crypto';

/** What an answer depends on: the store's history, the database and shape of the body, and every tag's token in order. */
export interface StampParts {
  /** The `master_replid` of the server that was asked (rule 13). */
  readonly epoch: string;
  /** The database's UUID and the region's version. */
  readonly generation: string;
  readonly tokens: readonly string[];
}

/**
 * The stamp as it is written into entries: 132 bits of SHA-256 over its parts, because the parts of an entry with many
 * tags would be longer than its body.
 */
export function stampOf({ epoch, generation, tokens }: StampParts): string {
  return hash('sha256', `${epoch} ${generation} ${tokens.join(' ')}`, 'base64url').slice(0, 22);
}

/** The tokens if none is missing: a missing token makes the entry invalid (rule 2). */
export function complete(tokens: readonly (string | null)[]): readonly string[] | null {
  return tokens.includes(null) ? null : (tokens as readonly string[]);
}
