import type { CacheReport } from './report.service.js';

/** The report as a page for people. Pure. */
export function reportMarkdown({
  timestamp,
  effect,
  health,
  utilization,
  trends,
  recommendations,
}: CacheReport): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    '# Cache report',
    '',
    `${timestamp}: **${health.status}**`,
    '',
    '## Effect',
    '',
    `${effect.readsServed} reads were served; ${effect.databaseReadsSaved} of them did not reach the database, which saved ` +
      `${seconds(effect.millisecondsSaved)}. Without the cache they would have cost ${seconds(effect.millisecondsWithout)}.`,
    '',
    table(
      ['region', 'reads', 'saved', 'time saved', 'time without'],
      effect.regions.map((region) => [
        region.name,
        region.readsServed,
        region.databaseReadsSaved,
        seconds(region.millisecondsSaved),
        seconds(region.millisecondsWithout),
      ]),
    ),
    '',
    '## Health',
    '',
    table(
      ['metric', 'status', 'message'],
      health.metrics.map(({ name, status, message }) => [name, status, message]),
    ),
    '',
    '## Use',
    '',
    `Keys: ${utilization.keys ?? 'not known'}. Memory is full at: ${utilization.memory.fullAt ?? 'not at the present slope'}.`,
    '',
    '## Degradations of the last day',
    '',
    ...(trends.degradations.length === 0
      ? ['None.']
      : trends.degradations.map(
          ({ metric, from, to, message }) => `- ${metric}, ${from} to ${to}: ${message}`,
        )),
    '',
    '## Recommendations',
    '',
    ...(recommendations.length === 0 ? ['None.'] : recommendations.map((sentence) => `- ${sentence}`)),
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
