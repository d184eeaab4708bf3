import { hash } from 'node:crypto';
import type { Body } from './body.codec.js';
import { Entry } from './entry.js';

/** What the header line of a stored entry says. */
interface Stored {
  readonly stamp: string;
  readonly entry: Entry;
}

const NEWLINE = 0x0a;
/** The fifth word of the header line, where the body is not JSON. */
const NOT_JSON = 'devalue';

/** A strong entity tag (RFC 9110, 8.8.3), its quotes included. */
export function etagOf({ text }: Body): string {
  return `"${hash('sha256', text, 'base64url').slice(0, 22)}"`;
}

/** The header line (stamp, created, validUntil, etag) and the body. */
export function encodeEntry(stamp: string, { body, etag, createdAt, validUntil }: Entry): Buffer {
  const format = body.isJson ? '' : ` ${NOT_JSON}`;
  return Buffer.from(
    `${stamp} ${createdAt.toString(36)} ${validUntil.toString(36)} ${etag}${format}\n${body.text}`,
  );
}

/** `null` for anything that {@link encodeEntry} did not write. */
export function decodeEntry(stored: Buffer): Stored | null {
  const end = stored.indexOf(NEWLINE);
  if (end < 0) return null;
  const [stamp, created, until, etag, format] = stored.toString('latin1', 0, end).split(' ');
  if (stamp === undefined || created === undefined || until === undefined || etag === undefined) return null;
  const body = { text: stored.toString('utf8', end + 1), isJson: format !== NOT_JSON };
  return { stamp, entry: new Entry(body, etag, Number.parseInt(created, 36), Number.parseInt(until, 36)) };
}
