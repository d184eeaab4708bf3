import { hash } from 'node:crypto';

/** Everything that a cached value depends on: the store's history, the database and body format, and the tags' tokens. */
export interface StampParts {
  /** The `master_replid` of the Redis server (rule 13). */
  readonly epoch: string;
  /** The generation's UUID and the region's version. */
  readonly generation: string;
  /** A wide one that another server keeps has that server's epoch behind it (rule 28). */
  readonly tokens: readonly string[];
}

/**
 * Computes the stamp that is written into entries: 132 bits of SHA-256 over its parts, because the parts of an entry with
 * many tags would be longer than its body.
 */
export function stampOf({ epoch, generation, tokens }: StampParts): string {
  // @mutant stamp-without-epoch
  return hash('sha256', `${epoch} ${generation} ${tokens.join(' ')}`, 'base64url').slice(0, 22);
}

/**
 * Computes the stamp that a valid entry must have, from the store's reply; `null` if a token is missing, which makes the
 * entry invalid (rule 2).
 *
 * @param dependsOn positions of the tokens that the entry depends on; `null`: all
 */
export function stampNow(
  { epoch, tokens }: { readonly epoch: string; readonly tokens: readonly (string | null)[] },
  generation: string,
  dependsOn: readonly number[] | null,
): string | null {
  const counting = dependsOn === null ? tokens : dependsOn.map((position) => tokens[position] ?? null);
  return isComplete(counting) ? stampOf({ epoch, generation, tokens: counting }) : null;
}

function isComplete(tokens: readonly (string | null)[]): tokens is readonly string[] {
  return !tokens.includes(null);
}
