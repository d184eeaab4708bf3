import { bytes, count, milliseconds, percent, wholePercent } from '../../parts/format.js';
import type { Sample } from '../api/shapes.js';

/** A series of the samples, and how it is drawn. */
export interface Curve {
  readonly of: Exclude<keyof Sample, 'at' | 'status'>;
  readonly format: (value: number) => string;
  /** On the axis, where it is another. */
  readonly onAxis?: (value: number) => string;
  readonly top?: number;
  readonly steps?: number[];
}

/** From 1 to 2^40 bytes. */
const BINARY = Array.from({ length: 41 }, (_, power) => 2 ** power);
const WHOLE = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
  1_000_000,
];

export const HIT_RATE: Curve = { of: 'hitRate', format: percent, onAxis: wholePercent, top: 1 };
export const REQUESTS: Curve = { of: 'requests', format: count, steps: WHOLE };
export const CURVES: readonly Curve[] = [
  HIT_RATE,
  REQUESTS,
  { of: 'databaseReadsSaved', format: count, steps: WHOLE },
  { of: 'responseTimeMs', format: milliseconds },
  { of: 'usedMemoryBytes', format: bytes, steps: BINARY },
  { of: 'connectedClients', format: count, steps: WHOLE },
];
