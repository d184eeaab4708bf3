import { HOUR_MS } from '../../../../src/time/durations.js';
import { differently, type FaultKind } from './fault.js';

/** One instance is configured in another way than the rest, as in the middle of a rolling change of the settings. */
export const SETTINGS_FAULTS: readonly FaultKind[] = [
  differently('one instance with another Redis', ({ fleet }) => ({
    environment: { REDIS_URL: fleet.standby.url },
  })),
  differently('one instance with another namespace', () => ({ environment: { CACHE_NAMESPACE: 'other' } })),
  differently('one instance with another database of Redis', ({ fleet, random }) => ({
    environment: { REDIS_URL: `${fleet.wireUrl(random)}/1` },
  })),
  differently('one instance with its memory beside Redis', () => ({ environment: { REDIS_URL: '' } })),
  differently('one instance without a cache', () => ({ environment: { CACHE_ENABLED: 'false' } })),
  differently('one instance without a cache or a Redis', () => ({
    environment: { CACHE_ENABLED: 'false', REDIS_URL: '' },
  })),
  differently('the clock of one instance an hour off', ({ random }) => ({
    environment: { CHECKER_CLOCK_AHEAD_MS: String(random.pick([HOUR_MS, -HOUR_MS])) },
  })),
];
