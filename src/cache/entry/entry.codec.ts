import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Entry } from './entry.js';

/** A stored entry, and from its header line the stamp and the entry's own token; `null`: it had none (rule 27). */
export interface StoredEntry {
  readonly stamp: string;
  readonly own: string | null;
  readonly entry: Entry;
}

const NEWLINE = 0x0a;
/** Format of the body: the sixth word of the header line. */
const JSON_BODY = 'json';
const OTHER_BODY = 'devalue';
/** Instead of positions: all tags. */
const ALL = 'all';
/** Instead of a version or a limit: none. */
const NONE = '-';

/** A strong entity tag (RFC 9110, 8.8.3), its quotes included. */
export function etagOf(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
}

/**
 * Header line (stamp, created and the CRC-32 of the body, validUntil, limit, etag, format, version, `dependsOn` and the own token as far
 * as needed), newline, body.
 */
export function encodeEntry({ stamp, own, entry }: StoredEntry): Buffer {
  const { body, etag, createdAt, validUntil, dependsOn, version, limit } = entry;
  const format = body.isJson ? JSON_BODY : OTHER_BODY;
  const bytes = Buffer.from(body.text);
  const words = [stamp, `${createdAt.toString(36)}.${crc32(bytes).toString(36)}`, validUntil.toString(36)];
  words.push(limit === Number.POSITIVE_INFINITY ? NONE : Math.floor(limit).toString(36));
  words.push(etag, format, version?.toString(36) ?? NONE);
  if (dependsOn !== null || own !== null) words.push(dependsOn?.join(',') ?? ALL);
  if (own !== null) words.push(own);
  return Buffer.concat([Buffer.from(`${words.join(' ')}\n`), bytes]);
}

/** Returns `null` for anything that {@link encodeEntry} did not write, such as a body that another program has cut or replaced. */
export function decodeEntry(stored: Buffer): StoredEntry | null {
  const end = stored.indexOf(NEWLINE);
  if (end < 0) return null;
  const [stamp, created, until, limited, etag, format, versioned, positions = ALL, own = null] = stored
    .toString('latin1', 0, end)
    .split(' ');
  if (stamp === undefined || created === undefined || until === undefined) return null;
  if (limited === undefined || etag === undefined) return null;
  if (format !== JSON_BODY && format !== OTHER_BODY) return null;
  if (versioned === undefined) return null;
  const [, checksum] = created.split('.');
  // Entries of earlier releases have none. Those read this word as far as the point.
  if (checksum !== undefined && Number.parseInt(checksum, 36) !== crc32(stored.subarray(end + 1)))
    return null;
  const body = { text: stored.toString('utf8', end + 1), isJson: format === JSON_BODY };
  const dependsOn = positions === ALL ? null : positions.split(',').map(Number);
  const [createdAt, validUntil] = [Number.parseInt(created, 36), Number.parseInt(until, 36)];
  const version = versioned === NONE ? null : Number.parseInt(versioned, 36);
  const limit = limited === NONE ? Number.POSITIVE_INFINITY : Number.parseInt(limited, 36);
  return { stamp, own, entry: new Entry(body, etag, createdAt, validUntil, dependsOn, version, limit) };
}
