import { expect, it } from '@jest/globals';
import { registersOf } from './outbox-row.js';

const barber = { id: 7, location_id: 3, name: '08:15', active: true, hidden: true };
const timeOff = { id: 1, barber_id: 7, starts_at: '2027-03-15T09:30:00+00:00' };

it('a moved barber is a value of the register of places, whatever the name says', () => {
  const change = { relation: 'barbers', before: barber, after: { ...barber, location_id: 4 } };
  expect(registersOf(change)).toEqual([
    { register: 'barbers 7 place', value: '4' },
    { register: 'barbers 7 name', value: '08:15' },
    { register: 'barbers 7 state', value: 'active hidden' },
  ]);
});

it('a service has a length, a name and rules of its own', () => {
  const rules = {
    slot_interval_minutes: 45,
    minimum_notice_minutes: null,
    booking_horizon_days: 2,
    active: true,
  };
  const after = { id: 7, duration_minutes: 30, name: 'Dye 1', ...rules };
  expect(registersOf({ relation: 'services', before: null, after })).toEqual([
    { register: 'services 7', value: '30' },
    { register: 'services 7 name', value: 'Dye 1' },
    { register: 'services 7 rules', value: '45 null 2 active' },
  ]);
});

it('a deleted row gives its register the value of none', () => {
  expect(registersOf({ relation: 'barbers', before: barber, after: null })).toContainEqual({
    register: 'barbers 7 name',
    value: 'gone',
  });
  expect(registersOf({ relation: 'barber_time_off', before: timeOff, after: null })).toEqual([
    { register: 'barber_time_off 7 2027-03-15', value: 'free' },
  ]);
  const override = { barber_id: 7, date: '2027-03-15', windows: [[540, 1440]] };
  expect(registersOf({ relation: 'barber_overrides', before: override, after: null })).toEqual([
    { register: 'barber_overrides 7 2027-03-15', value: 'none' },
  ]);
});

it('an appointment is a value of its barber’s day and of its service', () => {
  const times = { starts_at: '2027-03-15T09:15:00+00:00', ends_at: '2027-03-15T10:15:00+00:00' };
  const after = { barber_id: 7, service_id: 5, status: 'confirmed', ...times };
  expect(registersOf({ relation: 'appointments', before: null, after })).toEqual([
    { register: 'appointments 7 2027-03-15', value: '09:15' },
    { register: 'appointments of service 5', value: '7 09:15-10:15' },
    { register: 'appointments of service 5 state', value: 'busy' },
  ]);
  const cancelled = { ...after, status: 'cancelled' };
  const values = registersOf({ relation: 'appointments', before: after, after: cancelled });
  expect(new Set(values.map(({ value }) => value))).toEqual(new Set(['free']));
});

it('a closure without windows is closed, a service is offered where it has a row', () => {
  const closure = { location_id: 3, windows: [] };
  expect(registersOf({ relation: 'location_closures', before: null, after: closure })).toEqual([
    { register: 'location_closures 3', value: 'closed' },
  ]);
  const offer = { service_id: 5, location_id: 3 };
  expect(registersOf({ relation: 'service_locations', before: offer, after: null })).toEqual([
    { register: 'service_locations 5 3', value: 'gone' },
  ]);
});

it('rows that go with a deleted one are no values', () => {
  const week = { barber_id: 7, weekly: [[[540, 1440]]] };
  expect(registersOf({ relation: 'barber_availability', before: week, after: null })).toEqual([]);
});
