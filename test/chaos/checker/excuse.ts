import { SECOND_MS } from '../../../src/time/durations.js';
import type { Fault, Write } from './history.js';

/** Why a read may be older than a write for a while: its FORGET was not accepted, and S2 applies instead of S1. */
export type Excuse =
  | 'handed over while Redis was away'
  | 'handed over while an instance was away or busy'
  | 'handed over without such a fault'
  | 'changed past the application'
  | 'the writer never answered';

/** After a fault, until connections are made again. */
const AFTERMATH_MS = 2 * SECOND_MS;

/**
 * The excuse of a write, if it has one. That its rows were done late is none: an acknowledged write must have forgotten what it
 * changed, unless it left a record of having failed to, the rows' `handed_over`.
 */
export function excuseOf(write: Write, faults: readonly Fault[]): Excuse | undefined {
  if (write.outcome === 'unannounced') return 'changed past the application';
  if (write.outcome !== 'acknowledged') return 'the writer never answered';
  const open = faults.filter(
    (fault) => fault.openedAt <= write.endedAt && write.sentAt <= fault.closedAt + AFTERMATH_MS,
  );
  const isAway = (server: Fault['away'][number]): boolean => open.some(({ away }) => away.includes(server));
  if (write.handedOver === true) {
    if (isAway('redis')) return 'handed over while Redis was away';
    return open.length > 0
      ? 'handed over while an instance was away or busy'
      : 'handed over without such a fault';
  }
  return undefined;
}
