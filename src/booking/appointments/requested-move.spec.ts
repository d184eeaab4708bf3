import { describe, expect, it } from '@jest/globals';
import type { AppointmentRow } from './appointment.row.js';
import { requestedMove } from './requested-move.js';

const ROW: AppointmentRow = {
  id: 1,
  version: 1,
  status: 'confirmed',
  barber_id: 2,
  service_id: 3,
  location_id: 4,
  user_id: 5,
  client_id: 6,
  price_cents: 3000,
  currency: 'USD',
  created_by: 5,
  cancellation_reason: null,
  late_cancellation: false,
  moves: 0,
  barber_name: 'Maya',
  service_name: 'Haircut',
  location: { id: 4, name: 'Downtown', timezone: 'America/New_York' },
  client: null,
  starts_at: new Date('2027-06-15T13:00:00Z'),
  ends_at: new Date('2027-06-15T13:30:00Z'),
  blocked_from: new Date('2027-06-15T13:00:00Z'),
  blocked_until: new Date('2027-06-15T13:30:00Z'),
  timezone: 'America/New_York',
  notes: null,
  created_at: new Date('2027-06-01T00:00:00Z'),
};
const PRESENT = {
  start: ROW.starts_at.getTime(),
  serviceId: 3,
  barberId: 2,
  locationId: 4,
  durationMinutes: 30,
};

describe('requestedMove', () => {
  it('is undefined if the body names the current slot', () => {
    expect(requestedMove(ROW, { notes: 'x', timezone: 'Asia/Tokyo' })).toBeUndefined();
    expect(
      requestedMove(ROW, { startsAt: '2027-06-15T15:00:00+02:00', serviceId: 3, barberId: 2, locationId: 4 }),
    ).toBeUndefined();
    expect(requestedMove(ROW, { date: '2027-06-15', time: '09:00' })).toBeUndefined();
  });

  it('keeps the date with a time alone, and the time with a date alone', () => {
    expect(requestedMove(ROW, { time: '09:00' })).toBeUndefined();
    expect(requestedMove(ROW, { time: '11:00' })?.start).toBe(Date.parse('2027-06-15T15:00Z'));
    expect(requestedMove(ROW, { date: '2027-12-15' })?.start).toBe(Date.parse('2027-12-15T14:00Z'));
    const inTokyo = { time: '21:00', timezone: 'Asia/Tokyo' };
    expect(requestedMove(ROW, inTokyo)?.start).toBe(Date.parse('2027-06-15T12:00Z'));
    expect(() => requestedMove(ROW, { time: '11:00', startsAt: '2027-06-15T14:00:00Z' })).toThrow();
  });

  it('leaves an appointment where it is whose wall time there is twice', () => {
    const second = {
      ...ROW,
      starts_at: new Date('2027-11-07T06:30Z'),
      ends_at: new Date('2027-11-07T07:00Z'),
    };
    expect(requestedMove(second, { date: '2027-11-07', time: '01:30' })).toBeUndefined();
  });

  it('keeps what the body does not name', () => {
    expect(requestedMove(ROW, { service: 9 })).toEqual({
      ...PRESENT,
      serviceId: 9,
      durationMinutes: undefined,
    });
    expect(requestedMove(ROW, { barberId: 9 })).toEqual({
      ...PRESENT,
      barberId: 9,
      locationId: undefined,
    });
    expect(requestedMove(ROW, { startsAt: '2027-06-15T14:00:00Z', locationId: 4 })).toEqual({
      ...PRESENT,
      start: Date.parse('2027-06-15T14:00:00Z'),
      locationId: 4,
    });
  });

  it('reads wall time in the requested time zone, else in that of the appointment', () => {
    const at = { date: '2027-06-16', time: '09:00' };
    expect(requestedMove(ROW, at)?.start).toBe(Date.parse('2027-06-16T13:00:00Z'));
    expect(requestedMove(ROW, { ...at, timezone: 'UTC' })?.start).toBe(Date.parse('2027-06-16T09:00:00Z'));
  });

  it('accepts any barber at another location, unless the body names one', () => {
    expect(requestedMove(ROW, { locationId: 8 })).toEqual({ ...PRESENT, barberId: undefined, locationId: 8 });
    expect(requestedMove(ROW, { locationId: 8, barberId: 2 })).toEqual({ ...PRESENT, locationId: 8 });
  });
});
