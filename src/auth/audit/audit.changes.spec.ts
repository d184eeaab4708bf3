import { describe, expect, it } from '@jest/globals';
import type { OutboxRow } from '../../events/outbox.row.js';
import { changesOf } from './audit.changes.js';

const row = (operation: string, before: object | null, after: object | null, relation = 'appointments') =>
  ({ id: 1, relation, operation, before, after }) as OutboxRow;

describe('the changes of a transaction', () => {
  it('name objects and fields, and no value', () => {
    const before = { id: 7, status: 'confirmed', barber_id: 1, starts_at: 'a', version: 1 };
    const after = { ...before, status: 'cancelled', starts_at: 'b', version: 2 };
    expect(changesOf([row('UPDATE', before, after)])).toEqual([
      { object: 'appointments', id: 7, operation: 'changed', fields: ['status', 'startsAt'] },
    ]);
  });

  it('have one line for each object', () => {
    const [a, b, c] = [
      { id: 7, x: 1, y: 1 },
      { id: 7, x: 2, y: 1 },
      { id: 7, x: 2, y: 2 },
    ];
    expect(changesOf([row('UPDATE', a, b), row('UPDATE', b, c), row('DELETE', c, null)])).toEqual([
      { object: 'appointments', id: 7, operation: 'changed', fields: ['x', 'y'] },
      { object: 'appointments', id: 7, operation: 'removed', fields: [] },
    ]);
  });

  it('leave out what stayed the same', () => {
    const image = { id: 1, token_version: 1 };
    expect(
      changesOf([row('UPDATE', image, { ...image, token_version: 2 }), row('UPDATE', image, image)]),
    ).toEqual([]);
  });

  it('name the rules that were gone beyond, once', () => {
    const made = { id: 7, override: ['notice'], notes: 'x' };
    const [change] = changesOf([row('INSERT', null, made)]);
    expect(change).toEqual({
      object: 'appointments',
      id: 7,
      operation: 'created',
      fields: [],
      override: ['notice'],
    });
    const later = changesOf([row('UPDATE', made, { ...made, status: 'cancelled' })]);
    expect(later[0]).not.toHaveProperty('override');
  });

  it('belong to a barber, a location or a business where a row has no id', () => {
    const objects = [
      row('INSERT', null, { barber_id: 3, weekly: [] }, 'barber_availability'),
      row('DELETE', { location_id: 4, weekly: [] }, null, 'business_hours'),
      row('TRUNCATE', null, null, 'services'),
    ];
    expect(changesOf(objects).map(({ object, id, operation }) => [object, id, operation])).toEqual([
      ['barber_availability', 3, 'created'],
      ['business_hours', 4, 'removed'],
      ['services', null, 'bulk'],
    ]);
  });
});
