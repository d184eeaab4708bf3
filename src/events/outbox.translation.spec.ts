import { describe, expect, it } from '@jest/globals';
import type { OutboxRow, RowImage } from './outbox.row.js';
import { eventsOf } from './outbox.translation.js';

const APPOINTMENT = {
  id: 5,
  status: 'confirmed',
  barber_id: 7,
  location_id: 1,
  blocked_from: '2027-03-14T12:50:00+00:00',
  blocked_until: '2027-03-14T15:40:00+01:00',
};
const IMAGE = {
  id: 5,
  barberId: 7,
  locationId: 1,
  blockedFrom: Date.parse('2027-03-14T12:50Z'),
  blockedUntil: Date.parse('2027-03-14T14:40Z'),
};

function row(
  relation: string,
  before: RowImage | null,
  after: RowImage | null,
  operation = 'UPDATE',
): OutboxRow {
  return { id: 1, relation, operation, before, after };
}

describe('a changed row', () => {
  it('of appointments is created, updated or cancelled', () => {
    expect(eventsOf(row('appointments', null, APPOINTMENT))).toEqual([
      { name: 'appointment.created', payload: { after: IMAGE } },
    ]);
    const moved = { ...APPOINTMENT, barber_id: 8 };
    expect(eventsOf(row('appointments', APPOINTMENT, moved))).toEqual([
      { name: 'appointment.updated', payload: { before: IMAGE, after: { ...IMAGE, barberId: 8 } } },
    ]);
    const cancelled = { ...APPOINTMENT, status: 'cancelled' };
    expect(eventsOf(row('appointments', APPOINTMENT, cancelled))).toEqual([
      { name: 'appointment.cancelled', payload: { before: IMAGE, after: IMAGE } },
    ]);
    expect(eventsOf(row('appointments', cancelled, APPOINTMENT))).toMatchObject([
      { name: 'appointment.updated' },
    ]);
    expect(eventsOf(row('appointments', APPOINTMENT, null))).toEqual([
      { name: 'appointment.cancelled', payload: { before: IMAGE } },
    ]);
  });

  it('of an override concerns its date in every zone', () => {
    const image = { barber_id: 7, date: '2027-03-14', windows: [] };
    expect(eventsOf(row('barber_overrides', image, null))).toEqual([
      {
        name: 'barber.availability.changed',
        payload: {
          barberId: 7,
          range: { from: Date.parse('2027-03-13T10:00Z'), until: Date.parse('2027-03-15T12:00Z') },
        },
      },
    ]);
  });

  it('of time off concerns its old range and its new one', () => {
    const before = { barber_id: 7, starts_at: '2027-03-14T10:00:00Z', ends_at: '2027-03-14T11:00:00Z' };
    const after = { ...before, barber_id: 8, ends_at: '2027-03-15T11:00:00Z' };
    const [first, second] = eventsOf(row('barber_time_off', before, after));
    expect(first).toMatchObject({ payload: { barberId: 7, range: { until: Date.parse(before.ends_at) } } });
    expect(second).toMatchObject({ payload: { barberId: 8, range: { until: Date.parse(after.ends_at) } } });
  });

  it('of a barber who moves names both locations', () => {
    expect(eventsOf(row('barbers', { id: 7, location_id: 1 }, { id: 7, location_id: 2 }))).toEqual([
      { name: 'barber.changed', payload: { barberId: 7, locationIds: [1, 2] } },
    ]);
  });

  it.each([
    ['barber_availability', { barber_id: 7 }, 'barber.availability.changed', { barberId: 7 }],
    ['barber_services', { barber_id: 7, service_id: 1 }, 'barber.changed', { barberId: 7, locationIds: [] }],
    ['services', { id: 2 }, 'service.changed', { serviceId: 2 }],
    ['locations', { id: 1, business_id: 4 }, 'location.changed', { locationId: 1, businessIds: [4] }],
    ['business_hours', { location_id: 1 }, 'business-hours.changed', { locationId: 1 }],
    ['booking_settings', { business_id: 4 }, 'booking-settings.changed', { businessId: 4 }],
    ['businesses', { id: 4 }, 'booking-settings.changed', { businessId: 4 }],
    ['users', { id: 9, timezone: null }, 'user.timezone.changed', { userId: 9 }],
  ])('of %s', (relation, image, name, payload) => {
    expect(eventsOf(row(relation, null, image, 'INSERT'))).toEqual([{ name, payload }]);
    expect(eventsOf(row(relation, image, image))).toEqual([{ name, payload }]);
  });

  it.each([
    ['a TRUNCATE', row('services', null, null, 'TRUNCATE')],
    ['an unknown table', row('reviews', null, { id: 1 })],
    ['a missing column', row('barbers', null, { id: 7 })],
    ['infinity', row('barber_time_off', null, { barber_id: 7, starts_at: '-infinity', ends_at: 'infinity' })],
    ['a date that ISO cannot say', row('barber_overrides', null, { barber_id: 7, date: '0044-03-15 BC' })],
  ])('that nobody can place, such as %s, means everything', (_, unknown) => {
    expect(eventsOf(unknown)).toBe('everything');
  });
});
