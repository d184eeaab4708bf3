import { rounded } from './rounded.js';
import type { CacheSample } from './alert-rules.js';

export const TREND_UNITS = ['boolean', 'ms', 'bytes', 'rate', 'connections', 'reads a minute'] as const;
export type TrendUnit = (typeof TREND_UNITS)[number];

interface SeriesOf {
  readonly read: (sample: CacheSample) => number | null;
  readonly unit: TrendUnit;
  /** Decimals that mean something. */
  readonly digits: number;
}

/** How each series of the trends is read from a sample. */
export const SERIES = {
  availability: {
    read: ({ available, switchedOff }) => (switchedOff ? null : Number(available)),
    unit: 'boolean',
    digits: 0,
  },
  responseTimeMs: { read: ({ responseTimeMs }) => responseTimeMs?.p95 ?? null, unit: 'ms', digits: 2 },
  usedMemoryBytes: { read: ({ usedMemoryBytes }) => usedMemoryBytes, unit: 'bytes', digits: 0 },
  hitRate: { read: ({ hitRate }) => hitRate, unit: 'rate', digits: 4 },
  connectedClients: { read: ({ connectedClients }) => connectedClients, unit: 'connections', digits: 0 },
  expiration: {
    read: ({ expires }) => (expires === null ? null : Number(expires)),
    unit: 'boolean',
    digits: 0,
  },
  requests: { read: ({ requests }) => requests, unit: 'reads a minute', digits: 0 },
} as const satisfies Record<string, SeriesOf>;

export type Series = keyof typeof SERIES;

/** Value of the series in one sample, in the unit that is shown. */
export function shownValue(name: Series, sample: CacheSample): number | null {
  return rounded(SERIES[name].read(sample), SERIES[name].digits);
}
