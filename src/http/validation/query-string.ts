import { parse } from 'node:querystring';
import { LRUCache } from 'lru-cache';

const LONGEST_REMEMBERED = 1024;
const parsed = new LRUCache<string, Readonly<Record<string, unknown>>>({
  maxSize: 4 * 2 ** 20,
  sizeCalculation: (_, raw) => raw.length + 256,
});

/**
 * Query string parser for Fastify. It returns the same frozen object for the same string as long as it is remembered, so that
 * {@link DtoPipe} can remember that object's DTO.
 */
export function parseQueryString(raw: string): Record<string, unknown> {
  const known = parsed.get(raw);
  if (known !== undefined) return known;
  const query = Object.freeze(parse(raw));
  if (raw.length <= LONGEST_REMEMBERED) parsed.set(raw, query);
  return query;
}
