import { beforeEach, describe, expect, it } from '@jest/globals';
import { ChangeNotTranslated, DomainConflict } from './events.errors.js';
import type { OutboxRow } from './outbox.row.js';
import { OutboxTranslation } from './outbox.translation.js';
import { integers } from './row-image.js';

const row = (relation: string, after: OutboxRow['after'], operation = 'INSERT'): OutboxRow => ({
  id: 1,
  relation,
  operation,
  before: null,
  after,
});

describe('the translation of outbox rows', () => {
  let translation: OutboxTranslation;

  beforeEach(() => {
    translation = new OutboxTranslation();
    translation.register('shop', {
      services: (_, images) =>
        integers(images, 'id').map((serviceId) => ({ name: 'service.changed', payload: { serviceId } })),
    });
  });

  it('makes events by the table’s declaration', () => {
    const events = translation.eventsOfAll([row('services', { id: 1 }), row('services', { id: 2 })]);
    expect(events.map(({ payload }) => payload)).toEqual([{ serviceId: 1 }, { serviceId: 2 }]);
  });

  it.each([
    ['a TRUNCATE', row('services', null, 'TRUNCATE')],
    ['a table that no domain has registered', row('reviews', { id: 1 })],
    ['a missing column', row('services', { name: 'Haircut' })],
    ['a column of another type', row('services', { id: '1' })],
  ])('takes %s for a change of everything', (_, unknown) => {
    expect(translation.eventsOf(unknown)).toBe('everything');
    expect(() => translation.eventsOfAll([unknown])).toThrow(ChangeNotTranslated);
  });

  it('refuses a table that another domain has registered', () => {
    expect(() => translation.register('products', { services: () => [] })).toThrow(DomainConflict);
  });
});
