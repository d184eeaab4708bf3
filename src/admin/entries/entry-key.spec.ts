import { describe, expect, it } from '@jest/globals';
import { beginsWith, entryKeyText, parseEntryKey } from './entry-key.js';

const KEY = 'bb:{loc:1}:slots:2027-03-15:barber_1:svc_1:America/Port-au-Prince';

describe('the key of an entry', () => {
  it('is read and written', () => {
    const key = parseEntryKey(KEY, 'bb');
    expect(key).toEqual({ shard: 'loc:1', name: 'slots:2027-03-15:barber_1:svc_1:America/Port-au-Prince' });
    expect(key && entryKeyText(key, 'bb')).toBe(KEY);
  });

  it.each([
    '',
    '*',
    'other:{loc:1}:slots:2027-03-15:svc_1',
    'bb:{loc:1}:tag:rules',
    'bb:{loc:1}:lease:slots:2027-03-15:svc_1',
    'bb:{loc:1}:proof:abc',
    'bb:{loc:1}:',
    'bb:{}:slots',
    'bb:{loc:1}:slots:*',
    'bb:{loc:1}:slots:2027-03-15\r\nFLUSHALL',
    'bb:{loc:1}}:slots',
    'bb:loc:1:slots',
    ` ${KEY}`,
    `${KEY}\n`,
    `bb:{loc:1}:${'x'.repeat(201)}`,
  ])('is not %j', (text) => {
    expect(parseEntryKey(text, 'bb')).toBeNull();
  });

  it('is found by the beginning of the whole, of the shard, or of the name', () => {
    const key = { shard: 'loc:1', name: 'slots:2027-03-15:svc_1' };
    for (const prefix of ['', 'bb:', 'bb:{loc:1}:sl', '{loc:1}', 'loc:1', 'slots:2027-03']) {
      expect(beginsWith(key, 'bb', prefix)).toBe(true);
    }
    for (const prefix of ['{loc:2}', 'loc:2', 'next_avail', '*']) {
      expect(beginsWith(key, 'bb', prefix)).toBe(false);
    }
  });
});
