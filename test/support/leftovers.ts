const open = new Set<() => Promise<unknown>>();

/**
 * Makes sure that something is closed at the end of its test file, also if a test failed before it could: Jest would wait
 * for it for ever. Answers the function that closes it, once.
 */
export function closedAtLast(close: () => Promise<unknown>): () => Promise<void> {
  const once = async () => {
    if (open.delete(once)) await close();
  };
  open.add(once);
  return once;
}

/** Closes what is left, the last first. */
export async function closeLeftovers(): Promise<void> {
  for (const close of [...open].toReversed()) await close();
}
