import { count, milliseconds, percent, UNKNOWN } from '../../parts/format.js';
import { texts } from '../../texts/texts.js';
import type { Sample, Trends } from '../api/shapes.js';
import { type Moment, ratesOf } from './moments.js';
import { Sparkline } from './sparkline.js';

interface Props {
  readonly moments: readonly Moment[];
  /** Trends of the last hour. */
  readonly trends: Trends | undefined;
  /** What was measured last may be shown as what is. */
  readonly isFresh: boolean;
  /** The store does not answer: how fast it did before says nothing. */
  readonly isSuspended: boolean;
}

interface FigureOf {
  readonly name: string;
  /** `null`: not known. */
  readonly value: string | null;
  readonly note: string;
  readonly curve: readonly (number | null)[];
  readonly top?: number;
}

/** Samples are taken once a minute; one that is older says nothing of now. */
const FRESH_MS = 150_000;

/** The four figures that say whether the cache does its work, of the last minute, each with its last hour. */
export function LiveFigures({ moments, trends, isFresh, isSuspended }: Props) {
  const words = texts.admin.figures;
  const rates = isFresh ? ratesOf(moments) : null;
  const samples = trends?.samples ?? [];
  const last = isFresh ? freshest(samples) : undefined;
  const curve = (of: 'hitRate' | 'requests' | 'responseTimeMs' | 'databaseReadsSaved') =>
    samples.map((sample) => sample[of]);
  const shown = (value: number | null | undefined, format: (value: number) => string) =>
    value === null || value === undefined ? null : format(value);
  const rounded = (value: number) => count(Math.round(value));
  const figures: FigureOf[] = [
    {
      name: words.hitRate,
      value: shown(rates === null ? last?.hitRate : rates.hitRate, percent),
      note: rates === null ? words.lastSample : rates.hitRate === null ? words.nothingRead : words.lastMinute,
      curve: curve('hitRate'),
      top: 1,
    },
    {
      name: words.requests,
      value: shown(rates?.requestsPerMinute ?? last?.requests, rounded),
      note: rates === null ? words.lastSample : words.lastMinute,
      curve: curve('requests'),
    },
    {
      name: words.p95,
      value: shown(isSuspended ? null : last?.responseTimeMs, milliseconds),
      note: words.p95Note,
      curve: curve('responseTimeMs'),
    },
    {
      name: words.saved,
      value: shown(rates?.savedPerMinute ?? last?.databaseReadsSaved, rounded),
      note: rates === null ? words.lastSample : words.lastMinute,
      curve: curve('databaseReadsSaved'),
    },
  ];
  return (
    <section class="figures" aria-label={words.title}>
      {figures.map(({ name, value, note, curve: values, top }) => (
        <div key={name} class={value === null ? 'figure unknown' : 'figure'}>
          <h2>{name}</h2>
          <p class="value">{value ?? UNKNOWN}</p>
          <Sparkline values={values} {...(top !== undefined && { top })} />
          <p class="quiet note">{value === null ? words.unknown : note}</p>
        </div>
      ))}
    </section>
  );
}

function freshest(samples: readonly Sample[]): Sample | undefined {
  const last = samples.at(-1);
  return last !== undefined && Date.now() - Date.parse(last.at) < FRESH_MS ? last : undefined;
}
