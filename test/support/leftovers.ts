const open = new Set<() => Promise<unknown>>();

/**
 * Registers something to be closed at the end of its test file, even if a test failed before it could close it; Jest would
 * otherwise wait for it forever. Returns a function that closes it, at most once.
 */
export function closedAtLast(close: () => Promise<unknown>): () => Promise<void> {
  const once = async () => {
    if (open.delete(once)) await close();
  };
  open.add(once);
  return once;
}

/** Closes what is still open, in reverse order of registration. */
export async function closeLeftovers(): Promise<void> {
  for (const close of [...open].toReversed()) await close();
}
