import { hash } from 'node:crypto';

/** What an answer depends on: the store's history, the database and shape of the body, and the tags' tokens in order. */
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
  // @mutant stamp-without-epoch
  return hash('sha256', `${epoch} ${generation} ${tokens.join(' ')}`, 'base64url').slice(0, 22);
}

/**
 * The stamp that an entry must have now, by what the store answered; `null` if a token is missing: that makes the entry
 * invalid (rule 2).
 *
 * @param dependsOn positions of the tokens that count; `null`: all of them do
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
