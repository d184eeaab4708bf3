import { APPLICATION_FAULTS } from './application.faults.js';
import type { FaultKind } from './fault.js';
import { HISTORY_FAULTS } from './history.faults.js';
import { LOAD_FAULTS } from './load.faults.js';
import { NETWORK_FAULTS } from './network.faults.js';
import { POOLER_FAULTS } from './pooler.faults.js';
import { POSTGRES_FAULTS } from './postgres.faults.js';
import { REDIS_FAULTS } from './redis.faults.js';
import { REPLICATION_FAULTS } from './replication.faults.js';
import { SCHEMA_FAULTS } from './schema.faults.js';
import { SETTINGS_FAULTS } from './settings.faults.js';

/** Two faults of different servers at once. */
const mixed: FaultKind = {
  name: 'mixed',
  away: ['redis', 'postgres', 'application'],
  async inject(injection) {
    const first = injection.random.pick([...REDIS_FAULTS, ...REPLICATION_FAULTS, ...NETWORK_FAULTS]);
    const second = injection.random.pick([...APPLICATION_FAULTS, ...POSTGRES_FAULTS]);
    await Promise.all([first.inject(injection), second.inject(injection)]);
  },
};

export const FAULTS: readonly FaultKind[] = [
  ...REDIS_FAULTS,
  ...REPLICATION_FAULTS,
  ...NETWORK_FAULTS,
  ...APPLICATION_FAULTS,
  ...POSTGRES_FAULTS,
  ...POOLER_FAULTS,
  ...SETTINGS_FAULTS,
  ...LOAD_FAULTS,
  ...SCHEMA_FAULTS,
  ...HISTORY_FAULTS,
  mixed,
];
