import { hash } from 'node:crypto';
import { Entry } from './entry.js';
import { UncacheableValue } from './cache.errors.js';

/** What the header line of a stored entry says. */
interface Stored {
  readonly stamp: string;
  readonly entry: Entry;
}

const NEWLINE = 0x0a;

/**
 * The body of a value as it is sent to clients.
 * @throws UncacheableValue when JSON has no word for it.
 */
export function encodeBody(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new UncacheableValue(`JSON cannot carry ${typeof value}`);
  return text;
}

/** A strong entity tag (RFC 9110, 8.8.3), its quotes included. */
export function etagOf(body: string): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
}

/** The header line (stamp, created, validUntil, etag) and the body. */
export function encodeEntry(stamp: string, entry: Entry): Buffer {
  const header = `${stamp} ${entry.createdAt.toString(36)} ${entry.validUntil.toString(36)} ${entry.etag}\n`;
  return Buffer.from(header + entry.body);
}

/** `null` for anything that {@link encodeEntry} did not write. */
export function decodeEntry(stored: Buffer): Stored | null {
  const end = stored.indexOf(NEWLINE);
  if (end < 0) return null;
  const [stamp, created, until, etag] = stored.toString('latin1', 0, end).split(' ');
  if (stamp === undefined || created === undefined || until === undefined || etag === undefined) return null;
  const body = stored.toString('utf8', end + 1);
  return { stamp, entry: new Entry(body, etag, Number.parseInt(created, 36), Number.parseInt(until, 36)) };
}
