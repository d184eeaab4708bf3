/**
 * Errors that fail only their own command and do not suspend the cache. OOM: the server is full, but reads and forgets
 * still work. ASK and TRYAGAIN: the slot is migrating to another node, and the keys that are still here are valid; if
 * several reads share the command, all of them bypass the cache. WRONGTYPE: another program's value under one key.
 */
const HARMLESS = /OOM|^(ASK|TRYAGAIN) |WRONGTYPE/;

export function isHarmless(error: unknown): boolean {
  return error instanceof Error && HARMLESS.test(error.message);
}
