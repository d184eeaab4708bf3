import { describe, expect, it } from '@jest/globals';
import { Cursors } from './cursor.js';
import { pageOf } from './list-page.js';

const cursors = new Cursors('things', ['instant', 'id']);
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  const query = { locationId: 1, sort: 'startsAt', limit: 2 };
  const cursor = cursors.after([1_800_000_000_000, 42], query);

  it('is read as the position that it was made of', () => {
    expect(cursors.positionIn({ ...query, cursor })).toEqual([1_800_000_000_000, 42]);
    expect(cursors.positionIn(query)).toBeUndefined();
  });

  it('does not depend on the size of the page, nor on the order of the filters', () => {
    expect(
      cursors.positionIn({ sort: 'startsAt', locationId: 1, limit: 50, total: true, cursor } as never),
    ).toEqual([1_800_000_000_000, 42]);
  });

  it.each([
    ['another filter', { ...query, locationId: 2 }],
    ['one filter more', { ...query, barberId: 1 }],
    ['another order', { ...query, sort: '-startsAt' }],
  ])('is refused with %s', (_, other) => {
    expect(() => cursors.positionIn({ ...other, cursor })).toThrow('cursor belongs to other filters');
  });

  it('is refused by another list', () => {
    expect(() => new Cursors('others', ['instant', 'id']).positionIn({ ...query, cursor })).toThrow('cursor');
  });

  it.each([
    ['not base64', '%%%'],
    ['not JSON', Buffer.from('[1').toString('base64url')],
    ['no list', encoded({ a: 1 })],
    ['too short', encoded(['hash', 1])],
    ['too long', encoded(['hash', 1, 2, 3])],
    ['an id that is too large', encoded(['hash', 1, 2 ** 31])],
    ['a malformed instant', encoded(['hash', 'now()', 1])],
    ['an instant beyond PostgreSQL', encoded(['hash', 8.64e15, 1])],
    ['a fraction', encoded(['hash', 1.5, 1])],
  ])('is refused if it is %s', (_, malformed) => {
    expect(() => cursors.positionIn({ ...query, cursor: malformed })).toThrow(
      'cursor must be the nextCursor of the page before',
    );
  });
});

describe('a page', () => {
  const rows = [1, 2, 3].map((id) => ({ id }));
  const page = (limit: number) => pageOf(rows, limit, new Cursors('rows', ['id']), {}, ({ id }) => [id]);

  it('ends with a cursor only if there are more rows', () => {
    expect(page(3)).toEqual({ items: rows, nextCursor: null });
    const { items, nextCursor } = page(2);
    expect(items).toEqual(rows.slice(0, 2));
    expect(new Cursors('rows', ['id']).positionIn({ cursor: nextCursor ?? '' })).toEqual([2]);
  });
});
