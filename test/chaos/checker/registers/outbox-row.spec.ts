import { expect, it } from '@jest/globals';
import { registersOf } from './outbox-row.js';

const barber = { id: 7, location_id: 3, name: '08:15' };
const timeOff = { id: 1, barber_id: 7, starts_at: '2027-03-15T09:30:00+00:00' };

it('a moved barber is a value of the register of places, whatever the name says', () => {
  const change = { relation: 'barbers', before: barber, after: { ...barber, location_id: 4 } };
  expect(registersOf(change)).toEqual([
    { register: 'barbers 7 place', value: '4' },
    { register: 'barbers 7 name', value: '08:15' },
  ]);
});

it('a service has a length and a name', () => {
  const after = { id: 7, duration_minutes: 30, name: 'Dye 1' };
  expect(registersOf({ relation: 'services', before: null, after })).toEqual([
    { register: 'services 7', value: '30' },
    { register: 'services 7 name', value: 'Dye 1' },
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

it('rows that go with a deleted one are no values', () => {
  const week = { barber_id: 7, weekly: [[[540, 1440]]] };
  expect(registersOf({ relation: 'barber_availability', before: week, after: null })).toEqual([]);
});
