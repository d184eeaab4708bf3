import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from './fault.js';

/** Changes past the application that fire no trigger, or very many. Reads must show them within S2's bound. */
export const SCHEMA_FAULTS: readonly FaultKind[] = [
  {
    name: 'change of the schema',
    away: [],
    async inject({ advance, holdMs }) {
      await advance('schema');
      await sleep(holdMs);
    },
  },
  {
    name: 'bulk change',
    away: [],
    async inject({ advance, holdMs }) {
      await advance('bulk');
      await sleep(holdMs);
    },
  },
];
