import { hash } from 'node:crypto';
import { Entry } from './entry.js';

/** A stored entry and the stamp in its header line. */
export interface StoredEntry {
  readonly stamp: string;
  readonly entry: Entry;
}

const NEWLINE = 0x0a;
/** Format of the body: the fifth word of the header line. */
const JSON_BODY = 'json';
const OTHER_BODY = 'devalue';

/** A strong entity tag (RFC 9110, 8.8.3), its quotes included. */
export function etagOf(text: string): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
}

/** Header line (stamp, created, validUntil, etag, format, and `dependsOn` unless it is `null`), newline, body. */
export function encodeEntry(stamp: string, { body, etag, createdAt, validUntil, dependsOn }: Entry): Buffer {
  const format = body.isJson ? JSON_BODY : OTHER_BODY;
  const positions = dependsOn === null ? '' : ` ${dependsOn.join(',')}`;
  return Buffer.from(
    `${stamp} ${createdAt.toString(36)} ${validUntil.toString(36)} ${etag} ${format}${positions}\n${body.text}`,
  );
}

/** Returns `null` for anything that {@link encodeEntry} did not write. */
export function decodeEntry(stored: Buffer): StoredEntry | null {
  const end = stored.indexOf(NEWLINE);
  if (end < 0) return null;
  const [stamp, created, until, etag, format, positions] = stored.toString('latin1', 0, end).split(' ');
  if (stamp === undefined || created === undefined || until === undefined || etag === undefined) return null;
  if (format !== JSON_BODY && format !== OTHER_BODY) return null;
  const body = { text: stored.toString('utf8', end + 1), isJson: format === JSON_BODY };
  const dependsOn = positions === undefined ? null : positions.split(',').map(Number);
  const [createdAt, validUntil] = [Number.parseInt(created, 36), Number.parseInt(until, 36)];
  return { stamp, entry: new Entry(body, etag, createdAt, validUntil, dependsOn) };
}
