import { bytes, count, moment, percent, UNKNOWN } from '../../parts/format.js';
import { Facts } from '../../parts/facts.js';
import { Panel } from '../../parts/panel.js';
import { texts } from '../../texts/texts.js';
import type { RedisFacts, Report, Stats, Use } from '../api/shapes.js';
import type { Known } from '../api/use-known.js';

interface Props {
  readonly report: Known<Report>;
  readonly stats: Stats;
}

/** What is used of what there is, and when it will be all. */
export function Memory({ report: { value: report, trouble }, stats: { mode, redis, l1, instances } }: Props) {
  const words = texts.admin.memory;
  const use = report?.utilization;
  // The report may be a minute old, and Redis away since.
  const isAway = mode === 'redis' && redis === null;
  const shows = mode === 'redis' && !isAway;
  return (
    <Panel title={words.title} id="memory">
      {trouble !== undefined && <p class="warning">{texts.admin.couldNotRead(trouble)}</p>}
      {use === undefined ? (
        trouble === undefined && <p class="quiet">{texts.admin.reading}</p>
      ) : (
        <>
          <p>
            <strong>{isAway ? words.away : shows ? forecast(use.memory) : words.noRedis}</strong>
          </p>
          <div class="uses">
            {shows && <UseBar name={words.redis} of={use.memory} format={bytes} />}
            <UseBar name={words.process(instances)} of={use.l1} format={bytes} />
            {shows && <UseBar name={words.connections} of={use.connections} format={count} />}
          </div>
        </>
      )}
      <Facts
        of={[
          [words.entries, count(l1.entries)],
          [words.hits, count(l1.hits)],
          ...(redis === null ? [] : factsOf(redis)),
        ]}
      />
    </Panel>
  );
}

function forecast({ used, outlook, fullAt }: Report['utilization']['memory']): string {
  const words = texts.admin.memory;
  if (used === null) return words.away;
  if (outlook === 'unlimited') return words.unlimited;
  if (outlook === 'unknown') return words.unknown;
  return fullAt === null ? words.steady : words.fullAt(moment(fullAt));
}

function factsOf(redis: RedisFacts): [string, string][] {
  const words = texts.admin.memory;
  return [
    [words.version, `${redis.version}, ${redis.role}`],
    [words.policy, redis.maxmemoryPolicy],
    [words.keys, count(redis.keys)],
    [words.expired, count(redis.expiredKeys)],
    [words.evicted, count(redis.evictedKeys)],
  ];
}

interface UseProps {
  readonly name: string;
  readonly of: Use;
  readonly format: (value: number | null) => string;
}

function UseBar({ name, of: { used, available, share }, format }: UseProps) {
  const words =
    used === null
      ? UNKNOWN
      : texts.admin.memory.usedOf(format(used), available === null ? '' : format(available));
  return (
    <div>
      <div>
        {name}: <span class="quiet">{words}</span> {share !== null && percent(share)}
      </div>
      {share !== null && <meter aria-label={name} min={0} max={1} high={0.9} optimum={0} value={share} />}
    </div>
  );
}
