import { expect, it } from '@jest/globals';
import { DatabaseClock } from './database.clock.js';

const HOUR_MS = 3_600_000;
const epochMs = 1_800_000_000_000;

it('converts the database’s time to the clients’ clock', () => {
  expect(new DatabaseClock(epochMs).instantOf(epochMs + 500)).toBeCloseTo(500, 0);
});

it('takes back the jumps that it knows of, and only for times that were read during them', () => {
  const clock = new DatabaseClock(epochMs);
  clock.jumped(1000, 4000, HOUR_MS);
  clock.jumped(60_000, 64_000, -HOUR_MS);
  expect(clock.instantOf(epochMs + 2000 + HOUR_MS)).toBeCloseTo(2000, 0);
  expect(clock.instantOf(epochMs + 62_000 - HOUR_MS)).toBeCloseTo(62_000, 0);
  expect(clock.instantOf(epochMs + 10_000)).toBeCloseTo(10_000, 0);
});
