import { mutantNamed } from '../mutants/mutants.js';
import {
  argument,
  condition,
  type LineOperator,
  onlyOperand,
  type Operator,
  removed,
  unawaited,
} from '../mutants/operators.js';
import type { FaultKind } from './faults/fault.js';
import { laggingStandbyFollowed } from './faults/replication.faults.js';

/** An application that breaks a promise in one place, to try whether the checker notices. */
export interface Liar {
  /** The name of its mark in the sources. */
  readonly name: string;
  readonly lie: string;
  readonly change: Operator | LineOperator;
  /** The promise that it breaks. */
  readonly breaks: 'S1' | 'outbox';
  /** The only fault under which it lies; most need none. */
  readonly fault?: FaultKind;
  /** The registers at which it lies, if not all do. */
  readonly registers?: readonly string[];
  /** Lies for no longer than a lease: it is tried with slow clocks, so that a lease is long for readers on a busy machine. */
  readonly isBrief?: boolean;
}

/** The applications that the checker must convict: a checker that cannot fail proves nothing. */
export const LIARS: readonly Liar[] = [
  {
    name: 'forget-removes-nothing',
    lie: 'FORGET removes nothing',
    change: argument(0, 'async () => 0'),
    breaks: 'S1',
  },
  {
    name: 'acknowledged-before-forget',
    lie: 'a write is acknowledged before its FORGET',
    change: unawaited(),
    breaks: 'S1',
    isBrief: true,
  },
  {
    name: 'acknowledged-before-leases-end',
    lie: 'a write is acknowledged before the leases have ended',
    change: removed(),
    breaks: 'S1',
    isBrief: true,
  },
  {
    name: 'relay-takes-nothing',
    lie: 'the relay publishes no changes of other writers',
    change: condition(true),
    breaks: 'outbox',
  },
  {
    name: 'serves-five-seconds',
    lie: 'an instance serves an entry from memory for five seconds',
    change: onlyOperand(0, '$left < 5000'),
    breaks: 'S1',
  },
  {
    ...mutantNamed('stamp-not-compared'),
    lie: 'the stamp of an entry is not compared',
    breaks: 'S1',
  },
  {
    name: 'relay-publishes-nothing',
    lie: 'changes of other writers are marked as published without being published',
    change: removed(),
    breaks: 'S1',
  },
  {
    ...mutantNamed('everybody-not-forgotten'),
    lie: 'a change for everybody forgets nothing of locations and barbers',
    breaks: 'S1',
    registers: ['services', 'booking_settings'],
  },
  {
    ...mutantNamed('read-without-confirmation'),
    lie: 'a read counts whatever the server has become',
    breaks: 'S1',
    fault: laggingStandbyFollowed,
  },
];
