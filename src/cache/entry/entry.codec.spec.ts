import { describe, expect, it } from '@jest/globals';
import { decodeEntry, encodeEntry } from './entry.codec.js';
import { Entry } from './entry.js';

const entry = new Entry(
  { text: '{"name":"Zoë"}', isJson: true },
  '"tag"',
  1_800_000_000_000,
  1_800_000_300_000,
  null,
);
const stored = encodeEntry({ stamp: 'stamp', own: null, entry });
const withCreated = (word: string) => Buffer.from(stored.toString().replace(/ \w+\.\w+ /, ` ${word} `));

describe('a stored entry', () => {
  it('is read as it was written', () => {
    expect(decodeEntry(stored)).toEqual({ stamp: 'stamp', own: null, entry });
  });

  it('without a checksum, as earlier releases write it, is read; with that of another body, it is none', () => {
    const created = entry.createdAt.toString(36);
    expect(decodeEntry(withCreated(created))).toEqual({ stamp: 'stamp', own: null, entry });
    expect(decodeEntry(withCreated(`${created}.1`))).toBeNull();
  });
});
