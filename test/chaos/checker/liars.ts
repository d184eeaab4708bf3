import { mutantNamed } from '../mutants/mutants.js';
import {
  argument,
  condition,
  initialiser,
  type LineOperator,
  onlyOperand,
  type Operator,
  property,
  removed,
  returned,
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
  readonly breaks: 'S1' | 'outbox' | 'streams';
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
    ...mutantNamed('move-forgets-destination-only'),
    lie: 'an appointment that staff move or hand over is not forgotten where it was',
    breaks: 'S1',
    registers: ['appointments of service'],
  },
  {
    name: 'closure-not-forgotten',
    lie: 'a closure or special hours of a location forget nothing',
    change: returned('[]'),
    breaks: 'S1',
    registers: ['location_closures'],
  },
  {
    name: 'rota-not-forgotten',
    lie: 'a rota forgets nothing',
    change: initialiser('() => []'),
    breaks: 'S1',
    registers: ['barber_rotas'],
  },
  {
    name: 'time-off-not-forgotten',
    lie: 'time off forgets nothing',
    change: initialiser('() => []'),
    breaks: 'S1',
    registers: ['barber_time_off'],
  },
  {
    name: 'offers-not-forgotten',
    lie: 'the services and prices of a barber forget nothing',
    change: initialiser('() => []'),
    breaks: 'S1',
    registers: ['barber_services'],
  },
  {
    name: 'service-locations-not-forgotten',
    lie: 'the locations of a service forget nothing',
    change: initialiser('() => []'),
    breaks: 'S1',
    registers: ['service_locations'],
  },
  {
    name: 'barbers-of-chain-not-forgotten',
    lie: 'the list of all barbers shows who was deactivated, hidden or renamed',
    change: property(1, '[]'),
    breaks: 'S1',
    registers: ['barbers '],
  },
  {
    name: 'locations-not-forgotten',
    lie: 'the list of all locations shows what was deactivated, hidden or renamed',
    change: property(1, '[]'),
    breaks: 'S1',
    registers: ['locations '],
  },
  {
    ...mutantNamed('forgets-of-others-missed'),
    lie: 'no change that other instances make is reported to streams',
    breaks: 'streams',
    registers: ['appointments '],
  },
  {
    ...mutantNamed('read-without-confirmation'),
    lie: 'a read counts whatever the server has become',
    breaks: 'S1',
    fault: laggingStandbyFollowed,
  },
];
